import { describe, expect, it } from 'vitest';
import { partsOfRuns } from '../../../src/contract/reading/compared-parts.ts';
import type { TargetInfo } from '../../../src/contract/target-info.ts';
import { manyRuns } from '../../engines/kit/counted-source.ts';

const local: TargetInfo = { name: 'here', kind: 'sqlite', location: 'runs.db', reason: 'found here' };
const remote: TargetInfo = { ...local, name: 'there', kind: 'http', isRemote: true };
const merge = (...members: TargetInfo[]): TargetInfo => ({
  ...local,
  kind: 'merged',
  isRemote: true,
  members,
});

const runs = manyRuns(20).map(({ summary }) => summary);

async function mostAtOnce(target: TargetInfo): Promise<number> {
  let open = 0;
  let most = 0;
  const getRun = async () => {
    open += 1;
    most = Math.max(most, open);
    await Promise.resolve();
    open -= 1;
    return undefined;
  };
  await partsOfRuns({ target, getRun })(runs, { pause: () => undefined });
  return most;
}

describe('the parts by which runs are compared', () => {
  it('are read a few at once where each run is read on this thread, also in a list of several targets', async () => {
    expect(await mostAtOnce(local)).toBe(2);
    expect(await mostAtOnce(merge(local, local))).toBe(2);
  });

  it('are read more at once where a run is a round trip', async () => {
    expect(await mostAtOnce(remote)).toBe(8);
    expect(await mostAtOnce(merge(local, remote))).toBe(8);
  });
});
