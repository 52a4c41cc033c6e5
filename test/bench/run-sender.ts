import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { Pool } from 'undici';
import { clientConfig } from '../../src/database/postgres/database.ts';
import { changesChannel } from '../../src/database/postgres/postgres-schema.ts';
import { toRunEventText } from '../../src/protocol/run-event-text.ts';
import { toBody } from '../../src/recorder/outbox/batch-body.ts';
import { withKey } from '../server/raw-request.ts';
import { recordEvents } from './stores/recorded-events.ts';

/** A run that was sent, and when: on the clock of `performance.now`. */
export type SentRun = {
  readonly sentAt: number /** When the database told of it. */;
  readonly heardAt: number;
};

export type RunSender = {
  /** Sends a run and waits until the server took it and the database told of it. */
  readonly send: () => Promise<SentRun>;
  readonly close: () => Promise<void>;
};

/** Sends whole runs to a server, one a request; listens to its database as the server does. */
export async function openRunSender(serverUrl: string, databaseUrl: string): Promise<RunSender> {
  const http = new Pool(serverUrl, { connections: 1 });
  const listener = new pg.Client(clientConfig(databaseUrl));
  await listener.connect();
  await listener.query(`LISTEN ${changesChannel}`);
  let heard = (_at: number) => {};
  listener.on('notification', () => heard(performance.now()));
  let sequence = 0;
  return {
    async send() {
      const [events = []] = await recordEvents(1);
      sequence += 1;
      const body = await toBody('bench-live', sequence, events.map(toRunEventText));
      const told = new Promise<number>(resolve => {
        heard = resolve;
      });
      const sentAt = performance.now();
      const answer = await http.request({
        path: '/v1/ingest',
        method: 'POST',
        headers: { 'content-type': 'application/json', 'content-encoding': 'gzip', ...withKey },
        body,
      });
      const text = await answer.body.text();
      if (answer.statusCode !== 200) throw new Error(`the server answered ${answer.statusCode}: ${text}`);
      return { sentAt, heardAt: await told };
    },
    async close() {
      await http.close();
      await listener.end();
    },
  };
}

/** Does something so many times a second for so long; what came late is made up for. */
export async function atPace(perSecond: number, forMs: number, work: () => Promise<void>): Promise<void> {
  const start = performance.now();
  for (let done = 0; ; done += 1) {
    const dueMs = (done * 1_000) / perSecond;
    if (dueMs >= forMs) return;
    await delay(Math.max(0, start + dueMs - performance.now()));
    await work();
  }
}
