import type { FrequencyResponse } from '../../analysis/frequency-response.ts';
import { type Frame, standalone } from './frame.ts';
import { type Layers, plotted } from './plot.ts';
import { colour } from './theme.ts';

/** What a picture of one loop says about it. */
export interface LoopPicture {
  /** Chip, rule, beta and probe. */
  readonly subject: string;
  readonly response: FrequencyResponse;
}

const LINE = { color: colour('dp'), strokeWidth: 1.6, opacity: 0.8 } as const;
const CRITICAL = { type: 'point', shape: 'cross', size: 110, color: colour('dpTranspose'), filled: true } as const;
const PADDING = { left: 62, right: 16, top: 8, bottom: 46 };

/** Characteristic loci of G in the complex plane, with the critical point +1. */
export async function nyquistChart({ subject, response }: LoopPicture): Promise<string> {
  const values = rows(response).flatMap(({ locus, omega, re, im }) => [{ locus, omega, re, im }]);
  const mirrored = values.map(({ locus, omega, re, im }) => ({ locus: locus + 1e6, omega: -omega, re, im: -im }));
  const reach = 1.1 * Math.max(1, ...values.flatMap(({ re, im }) => [Math.abs(re), Math.abs(im)]));
  const scale = { domain: [-reach, reach], nice: false };
  const axis = { x: 're', y: 'im' } as const;
  const encoding = {
    x: { field: axis.x, type: 'quantitative' as const, title: 'real part', scale },
    y: { field: axis.y, type: 'quantitative' as const, title: 'imaginary part', scale },
    detail: { field: 'locus', type: 'nominal' as const },
    order: { field: 'omega', type: 'quantitative' as const },
  };
  const layers: Layers = [
    { data: { values: mirrored }, mark: { type: 'line', ...LINE, strokeDash: [3, 3], opacity: 0.4 }, encoding },
    { data: { values }, mark: { type: 'line', ...LINE }, encoding },
    { data: { values: [{ re: 1, im: 0 }] }, mark: CRITICAL, encoding: { x: encoding.x, y: encoding.y } },
  ];
  return standalone(
    frame(
      'nyquist',
      'Nyquist plot',
      subject,
      'Eigenvalues of the loop transfer matrix; dashed: negative frequencies. The loop is at its limit where a locus meets the cross at +1.',
    ),
    await plotted('nyquist', layers, 362, PADDING),
  );
}

/** Magnitude and phase of every characteristic locus against frequency. */
export async function bodeChart(part: 'magnitude' | 'phase', { subject, response }: LoopPicture): Promise<string> {
  const values = rows(response)
    .filter(({ omega, re, im }) => omega > 0 && (re !== 0 || im !== 0))
    .map(({ locus, omega, re, im }) => ({
      locus,
      frequency: omega / (2 * Math.PI),
      magnitude: 20 * Math.log10(Math.hypot(re, im)),
      phase: (Math.atan2(im, re) * 180) / Math.PI,
    }))
    .filter(({ magnitude }) => magnitude > FLOOR_DB);
  const magnitude = part === 'magnitude';
  const reference = magnitude ? 0 : null;
  const x = {
    field: 'frequency',
    type: 'quantitative' as const,
    title: 'frequency, Hz',
    scale: { type: 'log' as const, nice: false },
    axis: { format: '~s', tickCount: 6 },
  };
  const y = { field: part, type: 'quantitative' as const, title: magnitude ? 'magnitude, dB' : 'phase, deg' };
  const detail = { field: 'locus', type: 'nominal' as const };
  const layers: Layers = [
    ...(reference === null
      ? []
      : [
          {
            data: { values: [{ level: reference }] },
            mark: { type: 'rule' as const, color: colour('dpTranspose'), strokeDash: [5, 3] },
            encoding: { y: { field: 'level', type: 'quantitative' as const } },
          },
        ]),
    // Phases wrap at 180 deg, so they are points; magnitudes are lines.
    {
      data: { values },
      mark: magnitude ? { type: 'line', ...LINE } : { type: 'point', color: LINE.color, size: 4, filled: true },
      encoding: { x, y, detail },
    },
  ];
  const note = magnitude
    ? 'Of each eigenvalue of the loop transfer matrix; dashed: 0 dB. Below it at every phase of 0 deg the loop is stable.'
    : 'Of each eigenvalue of the loop transfer matrix; 0 deg is positive feedback.';
  const id = `bode-${part}`;
  return standalone(frame(id, `Bode plot, ${part}`, subject, note), await plotted(id, layers, 220, PADDING));
}

/** Eigenvalues smaller than this are rounding, dB. */
const FLOOR_DB = -120;

function rows({ omega, loci }: FrequencyResponse) {
  return loci.flatMap(({ re, im }, locus) =>
    Array.from(omega, (frequency, p) => ({ locus, omega: frequency, re: re[p], im: im[p] })),
  );
}

function frame(id: string, title: string, subject: string, reading: string): Frame {
  const note = `${subject}. ${reading}`;
  return { id, title, note, alt: `${title}: ${note}`, legend: [], patterns: '' };
}
