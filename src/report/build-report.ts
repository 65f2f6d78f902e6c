import { drawCharts } from './charts/charts.ts';
import { plotFiles } from './charts/plot-files.ts';
import type { Evidence } from './evidence/evidence.ts';
import { renderHtml } from './html/page.ts';
import { renderMarkdown } from './markdown.ts';
import type { Summary } from './summary.ts';

/** Pages and pictures of a report, ready to be written. */
export interface Report {
  /** report.html, self-contained. */
  readonly html: string;
  /** report.md, which refers to the plots. */
  readonly markdown: string;
  /** Content of plots/ by file name. */
  readonly plots: ReadonlyMap<string, string>;
}

/** From the numbers of a run, those of its evidence among them, to its report; the same bytes for the same run. */
export async function buildReport(summary: Summary, evidence: Evidence): Promise<Report> {
  const charts = await drawCharts(summary, evidence);
  return {
    html: renderHtml(summary, charts),
    markdown: renderMarkdown(summary, charts),
    plots: plotFiles(charts),
  };
}
