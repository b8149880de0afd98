// Tells the page around a frame how high the chart in it is, in the ways that publishing systems listen to: numbers
// only, to whoever frames it. And draws a long series again so that a reader can zoom.
const asked = new URLSearchParams(location.search);
const secret = new URLSearchParams(location.hash.slice(1)).get('secret'); // WordPress: #?secret=…
const pym = asked.get('childId');
const name = decodeURIComponent(location.pathname.split('/').pop());
let resizer = ''; // the id that iframe-resizer's page gave this frame
let told = 0;

const tell = (event) => {
  const body = document.body.getBoundingClientRect();
  const height = Math.ceil(body.height);
  if (height === told && event === 'resize') return;
  told = height;
  const messages = [
    { 'datawrapper-height': { [name]: height } },
    { sentinel: 'amp', type: 'embed-size', height },
    JSON.stringify({ src: location.href, context: 'iframe.resize', height }), // Medium
  ];
  if (secret) messages.push({ message: 'height', value: height, secret });
  if (pym) messages.push(`pymxPYMx${pym}xPYMxheightxPYMx${height}`);
  if (resizer) messages.push(`[iFrameSizer]${resizer}:${height}:${Math.ceil(body.width)}:${event}`);
  for (const message of messages) parent.postMessage(message, '*');
};

if (parent !== window) {
  addEventListener('message', (event) => {
    const greeting = event.source === parent && typeof event.data === 'string' && /^\[iFrameSizer\]([\w.-]{1,100}):/.exec(event.data);
    if (!greeting) return;
    resizer = greeting[1];
    tell('init');
  });
  addEventListener('load', () => tell('load'));
  new ResizeObserver(() => tell('resize')).observe(document.body);
}

const load = (src) =>
  new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = src;
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
  });

// zoom draws the chart's own option with ECharts in the place of the drawing. The words placed for the whole series
// give way to an axis of its own, for they would not move with it.
async function zoom(figure) {
  const { option: address, echarts: engine, formats: numbers } = figure.dataset;
  const [answer] = await Promise.all([fetch(address), load(engine), load(numbers)]);
  if (!answer.ok) throw new Error(`${address} answers ${answer.status}`);
  const option = formats.revive(await answer.json());
  const style = getComputedStyle(document.documentElement);
  const soft = style.getPropertyValue('--soft');
  const stage = figure.querySelector('.stage');
  const ground = document.createElement('div');
  ground.className = 'zoomed';
  ground.setAttribute('role', 'img');
  ground.setAttribute('aria-label', figure.querySelector('h1').textContent);
  ground.style.height = `${Math.max(280, stage.offsetHeight)}px`;
  stage.replaceWith(ground);
  option.graphic = [];
  option.animation = false;
  option.backgroundColor = 'transparent';
  option.color = [1, 2, 3, 4, 5, 6].map((n) => style.getPropertyValue(`--c${n}`));
  option.grid = { left: 56, right: 24, top: 40, bottom: 84 };
  option.legend = { show: option.series.length > 1, top: 4, textStyle: { color: soft } };
  const axis = [option.xAxis].flat()[0];
  axis.axisLabel = { show: true, showMaxLabel: false, color: soft, formatter: (time) => String(Math.floor(time)) };
  axis.minInterval = 1;
  option.dataZoom = [{ type: 'inside' }, { type: 'slider', bottom: 16, labelFormatter: (time) => String(Math.floor(time)) }];
  option.series.forEach((one, i) => {
    const colour = option.color[i % option.color.length];
    one.lineStyle = { ...one.lineStyle, color: colour };
    one.itemStyle = { color: colour };
  });
  const chart = echarts.init(ground, null, { renderer: 'canvas' });
  chart.setOption(option);
  new ResizeObserver(() => chart.resize()).observe(ground);
}

const button = document.querySelector('[data-zoom]');
if (button) {
  const place = button.parentElement;
  place.hidden = false;
  button.addEventListener('click', async () => {
    button.disabled = true;
    try {
      await zoom(button.closest('figure'));
      place.hidden = true;
    } catch {
      button.disabled = false; // the drawing still stands; it can be asked for again
    }
  });
}
