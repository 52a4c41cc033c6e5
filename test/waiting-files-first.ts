import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const root = join(import.meta.dirname, '..');

/** Take four seconds and more, most of which they wait: for a timeout, a retry, a lock, a program's end. */
const waiting = [
  'test/stores/http/watch-server.test.ts',
  'test/cli/store/endless-pages.test.ts',
  'test/cli/commands/runs-retry.test.ts',
  'test/server/store-faults.test.ts',
  'test/recorder/outbox/cloud-writer.test.ts',
  'test/recorder/cloud.test.ts',
  'test/recorder/work/offering-programs.test.ts',
  'test/recorder/program-ends.test.ts',
  'test/journeys/live-run.test.ts',
  'test/cli/server-faults.test.ts',
  'test/server/events.test.ts',
  'test/server/access/revoked.test.ts',
  'test/program/empty-pages.test.ts',
  'test/cli/several-targets.test.ts',
  'test/database/sqlite/read/abort.test.ts',
  'test/cli/secrets-of-addresses.test.ts',
  'test/server/fairness.test.ts',
  'test/database/sqlite/changes/remote-writers.test.ts',
  'test/program/broken-store.test.ts',
  'test/stores/http/faults.test.ts',
  'test/server/explanation.test.ts',
];

/**
 * Starts the files that wait beside others, one of each in turn. The longest of all, they would otherwise
 * begin in all workers at once, or, where no run has measured them yet, end alone: cores would stand idle.
 */
export class WaitingFilesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const missing = waiting.filter(name => !existsSync(join(root, name)));
    if (missing.length > 0) throw new Error(`no such test: ${missing.join(', ')}`);
    const sorted = await super.sort(files);
    const waits = ({ moduleId }: TestSpecification) => waiting.includes(relative(root, moduleId));
    const isolated = sorted.filter(({ project }) => project.config.isolate);
    const first = sorted.filter(waits);
    const together = sorted.filter(file => !waits(file) && !isolated.includes(file));
    const beside = together.slice(0, first.length);
    const inTurn = first.flatMap((file, at) => [file, ...beside.slice(at, at + 1)]);
    return [...isolated, ...inTurn, ...together.slice(beside.length)];
  }
}
