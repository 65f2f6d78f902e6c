import type { InputDocument, Path } from './document.ts';
import { InputError } from './input-error.ts';
import type { Axis, Find } from './scenario.ts';

/** Refuses a find whose axis is none of the sweep's, or one on which no limit could be seen. */
export function requireAxisToFind({ file, position }: InputDocument, { along }: Find, axes: readonly Axis[]): void {
  const refuse = (path: Path, message: string) => {
    throw new InputError([{ file, ...position(path), path: path.join('.'), message }]);
  };
  const axis = axes.find(({ path }) => path === along);
  if (axis === undefined) {
    const paths = axes.map(({ path }) => path).join(', ');
    refuse(['find', 'along'], `expected an axis of the sweep, ${paths === '' ? 'which has none' : `one of ${paths}`}`);
  } else if (axis.values.length < 3) {
    refuse(['sweep', along], 'expected three values or more, to look for a limit between them');
  }
}
