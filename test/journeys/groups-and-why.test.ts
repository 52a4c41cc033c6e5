import { expect } from 'vitest';
import { journey } from './journey.ts';
import { history } from './shop.ts';

journey(
  'the failures are groups of one cause each, and say what their runs share',
  async ({ person, location, openShop, stored }) => {
    const shop = await openShop();
    person.opens(location);
    await person.reads('live ●');
    person.presses('!');
    await person.reads(
      '1–2 of 2 groups',
      new RegExp(`▌ +new +${history.lostMails} .*sign\\S* · send-email.*mail provider did not answer`, 'u'),
      new RegExp(`  new +${history.declinedCards} .*invo\\S* · charge-ca.*the card <text> was declined`, 'u'),
    );

    await shop.signUp({ email: 'late@mail.example', plan: 'scale' });
    await person.reads(
      new RegExp(
        `▌ +new +${history.lostMails + 1} .*sign\\S* · send-email.*mail provider did not answer`,
        'u',
      ),
    );
    await shop.recorder
      .run({ workflow: 'nightly-report', id: 'report-1' }, () => {
        throw new Error('relation "orders" does not exist');
      })
      .catch(() => undefined);
    await person.reads(/\b3 groups\b/u, /\+ new +1 .*nightly-report.*relation "orders" does not exist/u);

    person.presses('W');
    await person.reads(
      'What the failed runs share',
      'mail provider did not answer in <dura',
      `${history.lostMails + 1} failed, `,
      `${history.lostMails + 1} of ${history.lostMails + 1} failed have input.plan=scale, 0 of `,
    );
    person.presses('↵');
    await person.reads('input.plan:scale', /✖.*signup-pipeline/u);
    await person.readsList(history.lostMails + 1);
    person.presses('Esc');
    await person.reads(/\b3 groups\b/u);
    person.presses('!');
    await person.reads('heartbeat', 'q quit');
    await person.leaves();
    expect(await stored('status:failed input.plan:scale')).toHaveLength(history.lostMails + 1);
  },
);
