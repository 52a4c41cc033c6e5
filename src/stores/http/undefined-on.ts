import { refusalOf } from '../../http/http-refusal.ts';
import type { ProblemName } from '../../protocol/problem.ts';

/** `undefined` where the server refuses the request with one of these problems. */
export async function undefinedOn<T>(
  problems: ProblemName | readonly ProblemName[],
  request: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await request();
  } catch (error) {
    const problem = refusalOf(error)?.problem;
    if ([problems].flat().some(one => one === problem)) return undefined;
    throw error;
  }
}
