import { setTimeout as pause } from 'node:timers/promises';
import { openRecorder, type Recorder, type RunScope } from '../../src/recorder/recorder.ts';

/** Where the shop records to, and where its runs wait while nobody answers there. */
export type ShopServer = { readonly url: string; readonly spoolFolder: string };

export type Signup = { readonly email: string; readonly plan: 'free' | 'team' | 'scale' };

/** The program of a shop, which records its runs while a journey is played. */
export type Shop = {
  readonly recorder: Recorder;
  /** A customer signs up. Resolves with the id of the run once it is recorded, however it ended. */
  readonly signUp: (signup: Signup) => Promise<string>;
  /** A customer pays by card, of which the bank declines those that end with 13. */
  readonly pay: (card: string) => Promise<string>;
  /** From now on the mail provider answers. */
  readonly mendMail: () => void;
  /** Its program ends. */
  readonly close: () => Promise<void>;
};

const minute = 60_000;
const betweenHeartbeatsMs = 300;

/** What happened before the shop opened. */
export const history = { signups: 20, lostMails: 8, payments: 4, declinedCards: 2 } as const;
export const failuresBefore = history.lostMails + history.declinedCards;

/**
 * Opens a shop where all signups of the plan `scale` have failed for forty minutes. Until it closes it
 * records a heartbeat three times a second, unless it should not, and others can start its workflows.
 */
export async function openShop(
  destination: { readonly location: string } | ShopServer,
  { hasHeartbeats = true } = {},
): Promise<Shop> {
  const clock = createClock();
  const recorder = await openRecorder({ ...destination, now: clock.now });
  const mail = { isDown: true };
  const signup = recorder.workflow('signup-pipeline', (input: Signup, run) =>
    doSignup(run, input, clock, mail),
  );
  const payment = recorder.workflow('invoice-sync', (input: Payment, run) => doPayment(run, input, clock));
  let numbered = 0;
  async function record(name: string, make: (id: string) => Promise<unknown>): Promise<string> {
    numbered += 1;
    const id = `${name}-${numbered}`;
    await make(id).catch(() => undefined);
    await recorder.flush();
    return id;
  }
  const signUp = (input: Signup) =>
    record('signup', id => signup(input, { id, actor: 'web', trigger: { type: 'webhook', name: 'signup' } }));
  const pay = (card: string) =>
    record('invoice', id =>
      payment({ card, amount: 48 }, { id, actor: 'system', trigger: { type: 'schedule', name: 'hourly' } }),
    );
  await recordHistory({ clock, signUp, pay });
  const closing = new AbortController();
  const beating = hasHeartbeats ? beat(recorder, closing.signal) : undefined;
  return {
    recorder,
    signUp,
    pay,
    mendMail: () => {
      mail.isDown = false;
    },
    close: async () => {
      closing.abort();
      await beating;
      await recorder.close();
    },
  };
}

type Clock = {
  readonly now: () => number;
  /** Stands still at a time that is past. */
  readonly goBack: (agoMs: number) => void;
  /** Moves on while it stands; what happens now takes the time that it takes. */
  readonly pass: (ms: number) => void;
  readonly goOn: () => void;
};

function createClock(): Clock {
  let standsAt: number | undefined;
  return {
    now: () => standsAt ?? Date.now(),
    goBack: ms => {
      standsAt = Date.now() - ms;
    },
    pass: ms => {
      if (standsAt !== undefined) standsAt += ms;
    },
    goOn: () => {
      standsAt = undefined;
    },
  };
}

type History = Pick<Shop, 'signUp' | 'pay'> & { readonly clock: Clock };

async function recordHistory({ clock, signUp, pay }: History): Promise<void> {
  const events: (readonly [agoMinutes: number, happen: () => Promise<string>])[] = [];
  for (let n = 0; n < history.signups; n += 1) {
    const plan = n % 2 === 0 ? 'free' : 'team';
    events.push([5 * n + 2, () => signUp({ email: `customer-${n}@mail.example`, plan })]);
  }
  for (let n = 0; n < history.lostMails; n += 1) {
    events.push([5 * n + 4, () => signUp({ email: `buyer-${n}@mail.example`, plan: 'scale' })]);
  }
  for (let n = 0; n < history.payments; n += 1) events.push([20 * n + 8, () => pay(`4242 ${1_000 + n}`)]);
  for (let n = 0; n < history.declinedCards; n += 1) events.push([40 * n + 50, () => pay('4000 0013')]);
  for (const [agoMinutes, happen] of events.sort(([one], [other]) => other - one)) {
    clock.goBack(agoMinutes * minute);
    await happen();
  }
  clock.goOn();
}

async function doSignup(
  run: RunScope,
  { email, plan }: Signup,
  clock: Clock,
  mail: { readonly isDown: boolean },
) {
  const user = await run.step('create-user', async () => {
    await run.span('INSERT users', () => clock.pass(120), { kind: 'database' });
    return { id: 7 };
  });
  await run.step(
    'send-email',
    async step => {
      step.log('info', `welcoming ${email}`);
      await step.span(
        'POST mail.example/send',
        span => {
          const isLost = plan === 'scale' && mail.isDown;
          clock.pass(isLost ? 3_000 : 400);
          span.set({ 'http.request.method': 'POST', plan });
          if (isLost) throw toError('TimeoutError', 'mail provider did not answer in 3000 ms', 'ETIMEDOUT');
        },
        { kind: 'http' },
      );
    },
    { input: { to: email }, attempts: 3 },
  );
  return { user, welcomed: email };
}

type Payment = { readonly card: string; readonly amount: number };

async function doPayment(run: RunScope, { card }: Payment, clock: Clock) {
  return await run.step('charge-card', () => {
    clock.pass(900);
    if (card.endsWith('13')) throw toError('CardError', `the card "${card}" was declined`, 'card_declined');
    return { charged: true };
  });
}

function toError(name: string, message: string, code: string): Error {
  return Object.assign(new Error(message), { name, code });
}

async function beat(recorder: Recorder, signal: AbortSignal): Promise<void> {
  for (let n = 1; !signal.aborted; n += 1) {
    recorder.start({ workflow: 'heartbeat', input: { n } }).succeed({ n });
    await pause(betweenHeartbeatsMs, undefined, { signal }).catch(() => undefined);
  }
}
