// What ECharts needs around it in the binary. The host gives goMeasure(text, font).
const widths = {};
echarts.setPlatformAPI({
  measureText: (text, font) => ({ width: (widths[font + '|' + text] ??= goMeasure(text, font || '12px Inter')) }),
});

function render(option, width, height) {
  const parsed = formats.revive(JSON.parse(option));
  parsed.animation = false;
  for (const s of parsed.series) {
    s.emphasis = { disabled: true };
  }
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption(parsed);
    // A graphic that stands for a figure names its cell where those of a series have their index: hook.go reads it.
    for (const el of chart.getZr().storage.getDisplayList(true)) {
      const { eventData } = echarts.helper.getECData(el.type === 'tspan' ? el.parent : el);
      if (eventData && eventData.info) echarts.helper.getECData(el).dataIndex = eventData.info.cell;
    }
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}
