// What ECharts needs around it in the binary. The host gives goMeasure(text, font).
const widths = {};
echarts.setPlatformAPI({
  measureText: (text, font) => ({ width: (widths[font + '|' + text] ??= goMeasure(text, font || '12px Inter')) }),
});

function render(option, width, height) {
  const parsed = formats.revive(JSON.parse(option));
  parsed.animation = false;
  for (const s of parsed.series) {
    s.silent = true;
    s.emphasis = { disabled: true };
  }
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption(parsed);
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}
