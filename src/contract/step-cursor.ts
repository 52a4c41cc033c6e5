import { notACursor, toCursor, valuesOfCursor } from './lists/run-order.ts';

/** `id`: of the last step of a page. */
export function formatStepCursor(id: string): string {
  return toCursor([id]);
}

export function parseStepCursor(cursor: string): string {
  const [id, ...others] = valuesOfCursor(cursor);
  if (typeof id === 'string' && others.length === 0) return id;
  throw notACursor('the steps of a run', cursor);
}
