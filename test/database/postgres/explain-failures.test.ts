import { expect, it } from 'vitest';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import { explainFailures } from '../../../src/operations/failures/failure-explanation.ts';
import { plantRuns } from '../../model/share/planted-runs.ts';
import { textsOf } from '../../model/share/shared-findings.ts';
import { toPlantedEvents } from '../../operations/planted-store.ts';
import { createPostgresUnderTest } from './postgres-under-test.ts';

it('says what failed runs share, in all of the runs of the database', async () => {
  const test = await createPostgresUnderTest();
  try {
    await test.record(plantRuns('rare', 3_000, 1).flatMap(toPlantedEvents));
    const store = await test.open();
    const found = await explainFailures(store, parseQuery('workflow:checkout'), {
      now: Date.UTC(2026, 2, 20),
    });
    await store.close();
    expect(found?.shared.causes.map(textsOf)[0]).toEqual([['input.country=IS']]);
    expect(found && found.shared.failed + found.shared.others).toBeGreaterThan(2_900);
    expect(found?.shared.failed).toBe(found?.there.failed);
  } finally {
    await test.remove();
  }
});
