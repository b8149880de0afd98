// Tells the page around a frame how high the chart in it is, in the ways that publishing systems listen to: numbers
// only, to whoever frames it. And has a long series drawn again so that a reader can zoom.
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

const button = document.querySelector('[data-zoom]');
if (button) {
  const place = button.parentElement;
  place.hidden = false;
  button.addEventListener('click', async () => {
    button.disabled = true;
    try {
      const figure = button.closest('figure');
      const { zoom } = await import(figure.dataset.zoomer);
      await zoom(figure);
      place.hidden = true;
    } catch {
      button.disabled = false; // the drawing still stands; it can be asked for again
    }
  });
}
