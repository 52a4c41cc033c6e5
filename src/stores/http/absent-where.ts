import { refusalOf } from '../../http/http-refusal.ts';
import { InspectorError } from '../../model/errors.ts';
import type { ProblemName } from '../../protocol/problem.ts';

/** `undefined` instead of the problem that says that there is no such thing. */
export async function absentWhere<T>(problem: ProblemName, ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof InspectorError && refusalOf(error)?.problem === problem) return undefined;
    throw error;
  }
}
