import type { Reporter, TestCase, TestModule } from 'vitest/node';
import type {} from './contradictions/count-frames.ts';

/**
 * Says below the summary why tests were skipped, where they gave a reason, what passed when repeated and why
 * it was, and how many frames were checked.
 */
export const notesBelowSummary: Reporter = {
  onTestRunEnd(modules: readonly TestModule[]): void {
    for (const [reason, count] of skipReasons(modules)) note('Skipped', `${count}: ${reason}`);
    for (const name of repeatedTests(modules)) note('Repeated', name);
    const frames = framesChecked(modules);
    if (frames > 0) note('Frames', `${frames} checked for contradictions`);
  },
};

function note(heading: string, text: string): void {
  process.stdout.write(`${heading.padStart(12)}  ${text}\n`);
}

function skipReasons(modules: readonly TestModule[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const module of modules) {
    for (const test of module.children.allTests('skipped')) {
      const result = test.result();
      const reason = result.state === 'skipped' ? result.note : undefined;
      if (reason !== undefined) counts.set(reason, (counts.get(reason) ?? 0) + 1);
    }
  }
  return counts;
}

function repeatedTests(modules: readonly TestModule[]): readonly string[] {
  return modules
    .flatMap(module => [...module.children.allTests('passed')])
    .filter(test => (test.diagnostic()?.retryCount ?? 0) > 0)
    .map(test => `${test.module.relativeModuleId} > ${test.fullName}${firstError(test)}`);
}

/** Why it was repeated, which nothing else says: what is rare is seen only once. */
function firstError(test: TestCase): string {
  const [error] = test.result().errors ?? [];
  const message = error && [error.message, error.cause?.message ?? ''].join('\n').trim();
  return message ? `\n${message}` : '';
}

function framesChecked(modules: readonly TestModule[]): number {
  const tests = modules.flatMap(module => [...module.children.allTests()]);
  return tests.reduce((sum, test) => sum + (test.meta().framesChecked ?? 0), 0);
}
