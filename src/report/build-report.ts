import type { TrialRow } from '../montecarlo/row.ts';
import type { Manifest } from '../store/manifest.ts';
import { buildSummary } from './build-summary.ts';
import { drawCharts } from './charts/charts.ts';
import { renderHtml } from './html/page.ts';
import { renderMarkdown } from './markdown.ts';
import type { Summary } from './summary.ts';

/** The files of a report, ready to be written. */
export interface Report {
  readonly summary: Summary;
  /** summary.json. */
  readonly summaryJson: string;
  /** report.html, self-contained. */
  readonly html: string;
  /** report.md, which refers to the plots. */
  readonly markdown: string;
  /** Content of plots/ by file name. */
  readonly plots: ReadonlyMap<string, string>;
}

/** From a run's manifest and rows to its report; the same bytes for the same run. */
export async function buildReport(manifest: Manifest, rows: readonly TrialRow[]): Promise<Report> {
  const summary = buildSummary(manifest, rows);
  const charts = await drawCharts(summary);
  return {
    summary,
    summaryJson: `${JSON.stringify(summary, null, 2)}\n`,
    html: renderHtml(summary, charts),
    markdown: renderMarkdown(summary, charts),
    plots: new Map(charts.map(({ file, standalone }) => [file, standalone])),
  };
}
