/** One line of the measuring plan. */
import type { Target } from '../targets/target.ts';
import type { TargetName } from '../targets/catalogue.ts';

/** How much of everything: `quick` shows that it works, the full size is what counts. */
export type Size = 'quick' | 'full';

export interface Column {
  readonly key: string;
  readonly label: string;
  /** Ratios to the relay and to hocuspocus are shown for this column. */
  readonly ratios?: true;
}

export interface Work {
  readonly id: 'V-1' | 'V-2' | 'V-3' | 'V-4' | 'V-5' | 'V-6';
  readonly title: string;
  readonly bar: string;
  readonly targets: readonly TargetName[];
  readonly columns: readonly Column[];
  /** How often each target is measured, in turns. */
  readonly rounds: Readonly<Record<Size, number>>;
  /** Measures one target once; the figures are by the columns' keys. Throws when replicas differ. */
  measure(target: Target, size: Size, log: (line: string) => void): Promise<Readonly<Record<string, number>>>;
}
