import { readdirSync, readFileSync, statSync } from 'node:fs';
import { expect } from 'vitest';
import { journey } from './journey.ts';
import { failuresBefore, history } from './shop.ts';

journey(
  'the newest failure says what failed, where, and with which value',
  async ({ person, location, openShop, stored }) => {
    const shop = await openShop();
    person.opens(location);
    await person.reads('live ●', `Failed ${failuresBefore}`, /▌ {2}✔.*heartbeat/u);

    const id = await shop.pay('4000 0013');
    await person.reads(
      `Failed ${failuresBefore + 1}`,
      /▌ {2}✔.*heartbeat[\s\S]*✖.*invoice-sync.*CardError: the card "4000 0013" was declined/u,
    );

    person.presses('e', '↵');
    await person.reads(
      `invoice-sync ✖ Failed ${id}`,
      '▾ Error failed in charge-card',
      'CardError: the card "4000 0013" was declined',
      // The earlier ones may be of yesterday.
      /3rd time today|[12](?:st|nd) time today, 3 since/u,
      'input.card: "4000 0013"',
    );
    person.presses('2');
    await person.reads(
      '[2 Metadata]',
      `Run ID ${id}`,
      'Status ✖ Failed',
      'Actor system',
      'Trigger Schedule · hourly',
    );
    person.presses('3');
    await person.reads('[3 Trace] waterfall · 2 spans · 0 logs · 1 error', /▌ .*charge-card +✖/u);

    person.presses('q');
    await person.reads(/[▌▏].*✖.*invoice-sync/u, 'q quit');
    await person.leaves();
    const [newest] = await stored('status:failed');
    expect(newest).toMatchObject({ id, status: 'failed', errorSummary: { step: 'charge-card' } });
  },
);

journey(
  'e goes to the newest failure, from there to the next one, and says what the open one shares and saves it',
  async ({ person, location, openShop, place }) => {
    const shop = await openShop();
    person.opens(location);
    await person.reads('live ●', /▌ {2}✔.*heartbeat/u);
    const id = await shop.pay('4000 0013');
    await person.reads(`Failed ${failuresBefore + 1}`, /▌ {2}✔.*heartbeat/u);

    person.presses('e');
    await person.reads(/▌ {2}✖.*invoice-sync/u, 'e next failure');
    person.presses('e');
    await person.reads(/▌ {2}✖.*signup-pipeline/u);
    person.presses('k');
    await person.reads(/▌ {2}✔/u, 'e newest failure');
    person.presses('e');
    await person.reads(/▌ {2}✖.*invoice-sync/u);

    person.presses('↵');
    await person.reads(`invoice-sync ✖ Failed ${id}`);
    person.presses('W');
    await person.reads(
      'What the failed runs share',
      'group invoice-sync · charge-card: the card <text> was declined · view All',
      'input.card=4000 0013',
    );
    person.presses('j', '↵');
    await person.reads('input.card:"4000 0013"', 'failure:');
    await person.readsList(history.declinedCards + 1);
    person.presses('Esc');
    await person.reads('heartbeat');

    person.presses('g', 'e', '↵');
    await person.reads(`invoice-sync ✖ Failed ${id}`);
    person.presses('Y');
    await person.reads('0 case file, to open elsewhere');
    person.presses('0');
    await person.reads(/saved one run in \.\/runs-\d{8}-\d{6}\.case\.json, [\d.]+ KB/u);
    person.presses('Y');
    await person.reads('page to send (HTML)');
    person.presses('p');
    await person.reads('saved the page in ./report-');
    const page = place.path(`report-${id}.html`);
    expect(statSync(page).mode & 0o777).toBe(0o600);
    expect(readFileSync(page, 'utf8')).toMatch(
      /invoice-sync: CardError: the card [^<]* was declined<[\s\S]*charge-card[\s\S]*its newest runs/iu,
    );
    person.presses('q');
    await person.reads('q quit');
    await person.leaves();

    const [file = ''] = readdirSync(place.folder).filter(name => name.endsWith('.case.json'));
    person.opens(file);
    await person.readsList(1);
    person.presses('d');
    await person.reads(
      'the workflow "invoice-sync" has no other run that succeeded',
      /--target \S+\.case\.json,NAME opens the case/u,
    );
    person.presses('q');
    await person.reads('q quit');
    await person.leaves();

    person.opens('--target', `./${file},${location}`, '--filter', `id:${id}`);
    await person.readsList(2);
    person.presses('d');
    await person.reads(/b invoice-sync {2}✔ Success/u, 'charge-card failed (CardError');
    person.presses('q');
    await person.reads('q quit');
    await person.leaves();
  },
);
