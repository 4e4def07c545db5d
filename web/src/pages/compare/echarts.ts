/** Apache ECharts with the parts that are used; fetched when the first such chart is opened. */
import {ParallelChart, ScatterChart} from 'echarts/charts';
import {GridComponent, ParallelComponent, TooltipComponent, VisualMapComponent} from 'echarts/components';
import {init, use as register} from 'echarts/core';
import {CanvasRenderer} from 'echarts/renderers';

register([ParallelChart, ScatterChart, GridComponent, ParallelComponent, TooltipComponent, VisualMapComponent, CanvasRenderer]);

export {init};
