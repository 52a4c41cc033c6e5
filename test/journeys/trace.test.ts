import { expect } from 'vitest';
import { journey } from './journey.ts';

const call = 'signup-pipeline › send-email › attempt 3 › POST mail.example/send';

journey(
  'the trace of a failed run shows which call failed, and when',
  async ({ person, location, openShop }) => {
    await openShop();
    person.opens(location);
    await person.reads('live ●');
    person.presses('e', '↵');
    await person.reads('signup-pipeline ✖ Failed', 'failed in send-email, attempt 3 of 3, after 9.1s');
    person.presses('3');
    await person.reads(
      '[3 Trace] waterfall · 10 spans · 5 logs · 3 errors',
      /▾ signup-pipeline .* 9\.1s/u,
      /▾ attempt 1 +✖ .* 3\.0s/u,
      /▾ attempt 3 +✖ [\s\S]*▌.*POST mail\.example\/send ✖ .* 3\.0s/u,
      call,
    );
    person.presses('E');
    await person.reads(/▾ attempt 2 [\s\S]*▌.*POST mail\.example\/send ✖[\s\S]*▾ attempt 3/u);
    person.presses('e');
    await person.reads(/▾ attempt 3 +✖ [\s\S]*▌.*POST mail\.example\/send ✖/u, call);

    person.presses('↵');
    await person.reads('about', 'attributes: {2 keys}', 'http.request.method: "POST"', 'plan: "scale"');
    person.presses('y');
    await person.reads(`sent ${call}`, 'via OSC 52');
    expect(JSON.parse(person.clipboard())).toMatchObject({ name: 'POST mail.example/send', status: 'error' });
    person.presses('↵');
    await person.readsNoMore('plan: "scale"');

    person.presses('+', '+');
    await person.reads(/\d(?:\.\d)?s–\d(?:\.\d)?s of 9\.1s/u, /attempt 1 +✖ +‹ earlier, 3\.0s/u);
    person.presses('0');
    await person.reads(/│0 +│2s/u, /attempt 1 +✖ +├/u);
    await person.readsNoMore('of 9.1s');
    person.presses('s');
    await person.reads('by duration · 10 spans', /▾ send-email[\s\S]*▾ create-user/u);
    person.presses('s', 's');
    await person.reads('waterfall · 10 spans', /▾ create-user[\s\S]*▾ send-email/u);
    person.presses('z');
    await person.reads(/▌.*▸ signup-pipeline .* 9\.1s/u, '1/1');
    person.presses('z');
    await person.reads(/▾ attempt 3 +✖/u);
    person.presses('r');
    await person.reads('10 spans', 'spans: [10 items]', 'logs: [5 items]');
    person.presses('r');
    await person.reads('waterfall · 10 spans · 5 logs · 3 errors', /▾ attempt 3 +✖/u);
    person.presses('q');
    await person.reads('q quit');
    await person.leaves();
  },
);
