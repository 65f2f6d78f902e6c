import { CHANGE } from '../../config/one-at-a-time.ts';
import { isOnLogarithm, type SharedMetric } from '../../model/metrics.ts';
import type { DrawFactor } from '../../model/vocabulary.ts';
import { isChanged } from '../../montecarlo/inquiries/changes.ts';
import { type SensitivityAnswer, type ShareAnswer, shareRow } from '../../montecarlo/inquiries/sensitivity.ts';
import { shareCost } from '../../montecarlo/inquiries/share-cost.ts';
import { questionOf, shareGroups } from '../../montecarlo/inquiries/share-groups.ts';
import type { Study, StudyPoint } from '../../montecarlo/study.ts';
import type { StudyManifest } from '../../store/study-manifest.ts';
import { axisSummary, coordinatesInWords } from '../axes.ts';
import { headingOf, type InquiryHeading } from '../inquiries/heading.ts';
import { type ShareCell, shareCell } from './cell.ts';
import { type ChangeCell, changeCells } from './changes.ts';

/** summary.json of a sensitivity: every number of its report, from the manifest and the answers alone. */
export interface SensitivitySummary extends InquiryHeading {
  readonly format: 'dyadsim/sensitivity-summary@1';
  /** Times beta to which branches were followed. */
  readonly follow: number;
  readonly metric: SharedMetric;
  /** Whether variance is that of the metric's natural logarithm. */
  readonly onLogarithm: boolean;
  readonly by: readonly DrawFactor[];
  readonly resamples: number;
  /** Chips that were made in all. */
  readonly made: number;
  readonly points: readonly SharePoint[];
  /** What single changes of the device do to the same chips. */
  readonly changes: readonly ChangeCell[];
}

export interface SharePoint {
  readonly index: number;
  /** Empty: there is one point. */
  readonly at: string;
  readonly coordinates: StudyPoint['coordinates'];
  readonly beta: number;
  /** Groups that chips draw here. */
  readonly groups: number;
  readonly cells: readonly ShareCell[];
}

export function sensitivitySummary(
  manifest: StudyManifest,
  study: Study,
  answers: readonly SensitivityAnswer[],
): SensitivitySummary {
  const { scenario } = manifest;
  const { metric, groups, resamples } = questionOf(scenario);
  const axes = scenario.sweep.map(axisSummary);
  const shares = answers.flatMap((answer) => ('row' in answer ? [answer] : []));
  const points = study.points
    .filter((point) => !isChanged(point))
    .map((point): SharePoint => {
      const { names } = shareGroups(study, point);
      const own = shares
        .filter((answer) => answer.point === point.index)
        .map(({ row, rules }) => ({ row: shareRow(study, row, names.length), rules }));
      return {
        index: point.index,
        at: coordinatesInWords(
          axes,
          point.coordinates.filter(({ path }) => path !== CHANGE),
        ),
        coordinates: point.coordinates,
        beta: point.beta,
        groups: names.length,
        cells: scenario.rules.map((rule, r) => {
          const rows = own.map(({ row, rules }) => ({ row, values: rules[r].values, error: rules[r].error }));
          const same = scenario.rules
            .slice(0, r)
            .findIndex((_, other) => own.every(({ rules }) => isSame(rules[r], rules[other])));
          return shareCell(rule, rows, names, {
            sameAs: own.length > 0 && same >= 0 ? scenario.rules[same] : null,
            resamples,
            address: [study.seed, point.index, rule],
          });
        }),
      };
    });
  return {
    format: 'dyadsim/sensitivity-summary@1',
    ...headingOf(manifest),
    follow: scenario.follow,
    metric,
    onLogarithm: isOnLogarithm(metric),
    by: groups,
    resamples,
    made: shareCost(study).chips,
    points,
    changes: changeCells(
      study,
      axes,
      answers.flatMap((answer) => ('chip' in answer ? [answer] : [])),
    ),
  };
}

function isSame(one: ShareAnswer['rules'][number], other: ShareAnswer['rules'][number]): boolean {
  return JSON.stringify(one.values) === JSON.stringify(other.values);
}
