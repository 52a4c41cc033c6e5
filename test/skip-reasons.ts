import type { Reporter, TestModule } from 'vitest/node';

/** Says below the summary why tests were skipped, where they gave a reason. */
export const skipReasons: Reporter = {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const counts = new Map<string, number>();
    for (const module of modules) {
      for (const test of module.children.allTests('skipped')) {
        const result = test.result();
        const reason = result.state === 'skipped' ? result.note : undefined;
        if (reason !== undefined) counts.set(reason, (counts.get(reason) ?? 0) + 1);
      }
    }
    for (const [reason, count] of counts) process.stdout.write(`     Skipped  ${count}: ${reason}\n`);
  },
};
