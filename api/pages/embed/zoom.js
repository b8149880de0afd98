// Draws a chart's own option again with ECharts, in the place of the drawing, so that a reader can come closer: with its
// breaks, and with what the table says of each figure. The words placed for the whole picture give way to axes, for
// they would not move with them.

// repaint puts the reader's colours in the place of the light theme's, which an option is made in.
const tokens = {
  '#ffffff': 'paper', '#16202c': 'ink', '#52606f': 'soft', '#dde3e9': 'line', '#f4f7f9': 'tint',
  '#175e8c': 'c1', '#b8541a': 'c2', '#0b7a6b': 'c3', '#7a4b9e': 'c4', '#8a6500': 'c5', '#5b6775': 'c6',
  '#d1dfe8': 'f1', '#f1ddd1': 'f2', '#cee4e1': 'f3', '#e4dbec': 'f4', '#e8e0cc': 'f5', '#dee1e3': 'f6',
};
const repaint = (value, colour) => {
  if (typeof value === 'string') return tokens[value.toLowerCase()] ? colour(tokens[value.toLowerCase()]) : value;
  if (Array.isArray(value)) return value.map((one) => repaint(one, colour));
  if (!value || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, repaint(one, colour)]));
};

const load = (src) =>
  new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = src;
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
  });

// alongNumbers turns an axis of periods into one of their numbers, on which a break may stand between two of them, and
// returns what an axis says at a number.
const alongNumbers = (option) => {
  const axis = [option.xAxis].flat()[0];
  const names = axis.data;
  if (axis.type !== 'category') return [axis, (time) => String(Math.round(time))];
  for (const one of option.series) {
    one.data = one.data.map((datum, i) => {
      const value = datum && typeof datum === 'object' ? datum.value : datum;
      return { ...(datum && typeof datum === 'object' ? datum : {}), value: [i, value ?? null] };
    });
    if (one.type === 'bar') Object.assign(one, { barWidth: undefined, barMaxWidth: 44, barGap: '8%' });
  }
  const room = axis.boundaryGap === false ? 0 : 0.5;
  return [{ ...axis, type: 'value', data: undefined, boundaryGap: undefined, min: -room, max: names.length - 1 + room }, (i) => names[Math.round(i)] || ''];
};

// ranges are marks that nobody sees in the middle of the whiskers, for a range is no point of its line.
const ranges = (option) => ({
  type: 'scatter', symbolSize: 8, itemStyle: { opacity: 0 },
  data: option.series.flatMap((one) => (one.markLine?.data || []).filter(([from]) => from.cell).map(([from, to]) => ({
    value: [from.coord[0], (from.coord[1] + to.coord[1]) / 2], cell: from.cell,
  }))),
});

// named is a dotted line at each break, with its name.
const named = (breaks, soft) => ({
  type: 'line', data: [], markLine: {
    silent: true, symbol: 'none', lineStyle: { color: soft, type: [2, 4], width: 1 },
    label: { color: soft, position: 'end', formatter: ({ name }) => name },
    data: breaks.map(({ at, name }) => ({ xAxis: at, name })),
  },
});

// said is what the table says of the figures that ECharts found under the pointer.
const said = (rows, wordsOf) => (found) => {
  const all = [];
  for (const { data } of [found].flat()) {
    const row = data && rows.get(data.cell);
    if (!row) continue;
    const words = document.createElement('div');
    words.append(...wordsOf(row));
    all.push(words);
  }
  return all.length > 0 ? all : '';
};

export async function zoom(figure) {
  const { option: address, echarts: engine, formats: numbers, words, breaks } = figure.dataset;
  const [answer, { wordsOf }] = await Promise.all([fetch(address), import(words), load(engine), load(numbers)]);
  if (!answer.ok) throw new Error(`${address} answers ${answer.status}`);
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(`--${name}`).trim();
  const option = repaint(formats.revive(await answer.json()), colour);
  const rows = new Map([...figure.querySelectorAll('tr[data-cell]')].map((row) => [row.dataset.cell, row]));
  const stage = figure.querySelector('.stage');
  const ground = document.createElement('div');
  ground.className = 'zoomed';
  ground.setAttribute('role', 'img');
  ground.setAttribute('aria-label', figure.querySelector('h1').textContent);
  ground.style.height = `${Math.max(320, stage.offsetHeight)}px`;
  stage.replaceWith(ground);

  const shown = option.series.filter((one, i) => one.name && option.series.findIndex((other) => other.name === one.name) === i);
  const [axis, label] = alongNumbers(option);
  const soft = colour('soft');
  const legend = shown.length > 1;
  Object.assign(option, {
    graphic: [],
    animation: false,
    backgroundColor: 'transparent',
    grid: { left: Math.max(56, [option.grid].flat()[0].left), right: 24, top: legend ? 64 : 32, bottom: 84 },
    legend: { show: legend, type: 'scroll', top: 4, data: shown.map((one) => one.name), textStyle: { color: colour('ink') } },
    xAxis: { ...axis, minInterval: 1, splitLine: { show: false }, axisLabel: { show: true, showMinLabel: false, showMaxLabel: false, color: soft, formatter: label } },
    dataZoom: [{ type: 'inside' }, { type: 'slider', bottom: 16, labelFormatter: label, textStyle: { color: soft } }],
    tooltip: {
      trigger: 'axis', confine: true, formatter: said(rows, wordsOf), className: 'said',
      backgroundColor: colour('paper'), borderColor: soft, textStyle: { color: colour('ink'), fontSize: 14 },
    },
  });
  option.series.push(ranges(option), named(JSON.parse(breaks || '[]'), soft));
  const chart = echarts.init(ground, null, { renderer: 'canvas' });
  chart.setOption(option);
  new ResizeObserver(() => chart.resize()).observe(ground);
}
