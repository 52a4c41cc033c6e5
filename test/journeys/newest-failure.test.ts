import { expect } from 'vitest';
import { journey } from './journey.ts';
import { failuresBefore } from './shop.ts';

journey(
  'the newest failure says what failed, where, and with which value',
  async ({ person, location, openShop, stored }) => {
    const shop = await openShop();
    person.opens(location);
    await person.reads('live ●', `Failed ${failuresBefore}`, /▌ {2}✔.*heartbeat/u);

    const id = await shop.pay('4000 0013');
    await person.reads(
      `Failed ${failuresBefore + 1}`,
      /✖.*invoice-sync.*CardError: the card "4000 0013" was declined/u,
    );

    person.presses('e', '↵');
    await person.reads(
      `invoice-sync ✖ Failed ${id}`,
      '▾ Error failed in charge-card',
      'CardError: the card "4000 0013" was declined',
      '3rd time today',
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
