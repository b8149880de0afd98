// The parts of ECharts that charts are drawn with in the binary: those that an option of ours names, and no more.
import * as echarts from 'echarts/core';
import { BarChart, LineChart, MapChart, PieChart, ScatterChart } from 'echarts/charts';
import { GraphicComponent, GridSimpleComponent, MarkLineComponent } from 'echarts/components';
import { SVGRenderer } from 'echarts/renderers';

echarts.use([
  BarChart, LineChart, MapChart, PieChart, ScatterChart, GraphicComponent, GridSimpleComponent, MarkLineComponent, SVGRenderer,
]);
globalThis.echarts = { ...echarts };
