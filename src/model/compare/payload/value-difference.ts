export type ValuePath = readonly (string | number)[];

/** One place at which two JSON values differ; `type` is a change to another JSON type. */
export type ValueDifference = {
  /** In the new value; the last step to a removed item is its index in the old list. */
  readonly path: ValuePath;
  /** In the old value, where list items before it were added or removed. */
  readonly wasPath?: ValuePath;
  readonly change: 'changed' | 'added' | 'removed' | 'type';
  readonly was?: unknown;
  readonly is?: unknown;
  /** The item is compared with the one at the same place: too many items of the list differ to match them. */
  readonly isByPlace?: true;
  /** So many further members of these two containers differ, and are not told one by one. */
  readonly rest?: number;
};
