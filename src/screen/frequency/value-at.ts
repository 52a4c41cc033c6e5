import type { ValueField } from '../../model/query/values/value-fields.ts';

/** A value of a run, on a row of the detail or in the menu of a row of the table. */
export type ValueAt = {
  /** Absent where no filter has a field for it. */
  readonly field?: ValueField;
  /** Absent where the run has none. */
  readonly value?: string;
  /** Set for an item of a list: a run may have several. */
  readonly isOneOfSeveral?: true;
  /** Why no filter finds the runs with this value. */
  readonly reason?: string;
};
