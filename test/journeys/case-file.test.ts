import { readdirSync, readFileSync, statSync } from 'node:fs';
import { expect } from 'vitest';
import { journey } from './journey.ts';

const secret = 'hunter2-and-more';

journey(
  'runs are handed on in a case file, which opens without the store',
  async ({ person, location, openShop, place }) => {
    const { recorder, pay } = await openShop();
    const declined = await pay('4000 0013');
    // Two runs of one millisecond are listed by their ids, the later first.
    await recorder
      .run({ workflow: 'checkout', id: 'order-1', input: { password: secret } }, run =>
        run.step('reserve', () => {
          throw new Error(`no stock, asked with ?token=${secret}`);
        }),
      )
      .catch(() => undefined);
    await recorder.flush();
    person.opens(location, '--filter', 'status:failed workflow:checkout,invoice-sync since:30m');
    await person.readsList(2);
    person.presses('M');
    await person.reads('2 marked');
    person.presses('Y');
    await person.reads('0 case file, to open elsewhere');
    person.presses('0');
    await person.reads({
      wide: /saved 2 runs in \.\/runs-\d{8}-\d{6}\.case\.json, [\d.]+ KB, \d+ secrets masked/u,
      narrow: /saved 2 runs in \.\/runs-\d{8}-\d{6}\.case\.json, [\d.]+ KB/u,
    });
    person.presses('Esc');
    await person.readsNoMore('2 marked');
    await person.leaves();

    const [file = ''] = readdirSync(place.folder).filter(name => name.endsWith('.case.json'));
    expect(statSync(place.path(file)).mode & 0o777).toBe(0o600);
    expect(readFileSync(place.path(file), 'utf8')).not.toContain(secret);
    person.opens(file);
    await person.reads('[All 2]', 'Failed 2');
    await person.readsList(2);
    person.presses('↵');
    await person.reads(
      'checkout ✖ Failed order-1',
      'failed in reserve',
      'Error: no stock, asked with ?token=••••••',
      'password: "••••••"',
    );
    person.presses('3');
    await person.reads('[3 Trace] waterfall · 2 spans', /▌ .*reserve +✖/u);
    person.presses('x');
    await person.reads('cannot cancel runs: a case file holds what ran, and nothing runs in it');
    person.presses(']');
    await person.reads(`invoice-sync ✖ Failed ${declined}`, /▌ .*charge-card +✖/u);
    person.presses('1');
    await person.reads('CardError: the card "4000 0013" was declined', 'the only one in this file');
    person.presses('a');
    await person.reads(/cannot run|nothing runs in it|case file/u);
    person.presses('q');
    await person.reads('q quit');
    await person.leaves();
  },
);
