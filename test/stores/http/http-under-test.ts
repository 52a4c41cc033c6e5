import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { onTestFinished } from 'vitest';
import type { RunEvent, RunWriter } from '../../../src/contract/run-events.ts';
import type { RunStore } from '../../../src/contract/run-store.ts';
import type { ServedStore } from '../../../src/contract/served-store.ts';
import type { HttpTiming } from '../../../src/http/with-retries.ts';
import { ingestAnswerSchema, writerRequestsSchema } from '../../../src/protocol/response-schemas.ts';
import { toRunEventText } from '../../../src/protocol/run-event-text.ts';
import { openCloudWriter } from '../../../src/recorder/outbox/cloud-writer.ts';
import { type RunningServer, serveStore } from '../../../src/server/serve-store.ts';
import { openHttpStore } from '../../../src/stores/http/open-http-store.ts';
import type { StoreUnderTest } from '../../contract/store-contract.ts';
import { withKey } from '../../server/raw-request.ts';
import type { Backing } from './backings.ts';

/** A real server on a port of its own, over a store of its own: recorded into and read over HTTP. */
export async function createHttpUnderTest({ openServed, remove }: Backing): Promise<StoreUnderTest> {
  const servers: RunningServer[] = [];
  const start = async (scanRows?: number) => {
    const server = await startServer(await openServed(scanRows));
    servers.push(server);
    return server;
  };
  const { url } = await start();
  const importer = createSender(url, 'importer', false);
  const owner = createSender(url, 'owner', true);
  const requests = watchRequests(url, 'owner');
  return {
    open: async ({ scanRows } = {}) => openAt(scanRows === undefined ? url : (await start(scanRows)).url),
    record: importer.send,
    recordAsOwner: owner.send,
    openProgram: () => openProgram(url),
    cancelRequests: requests.seen,
    beat: owner.beat,
    async remove() {
      await requests.stop();
      for (const server of servers) await server.close();
      await remove();
    },
  };
}

export function startServer(served: ServedStore, port = 0): Promise<RunningServer> {
  return serveStore({
    served,
    version: 'test',
    port,
    stopMs: 1_000,
    reportBug(error) {
      throw error;
    },
  });
}

export function openAt(url: string, token?: string, timeouts?: Partial<HttpTiming>): Promise<RunStore> {
  const target = { name: 'test', kind: 'http', location: url, reason: 'test' };
  return openHttpStore({ url, token, target, timeouts });
}

/** The writer of a program that records to a server. */
export function openProgram(url: string): Promise<RunWriter> {
  const spoolFolder = mkdtempSync(join(tmpdir(), 'runlens-spool-'));
  onTestFinished(() => rmSync(spoolFolder, { recursive: true, force: true }));
  return openCloudWriter({ url, spoolFolder, env: {} });
}

/** Sends batches as a recorder does, one at a time. */
export function createSender(url: string, writer: string, isOwner: boolean) {
  let sequence = 0;
  async function post(number: number, events: readonly RunEvent[]) {
    const response = await fetch(`${url}/v1/ingest`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...withKey },
      body: `{"writer":"${writer}","sequence":${number},"owner":${isOwner},"facts":[${events.map(toRunEventText)}]}`,
    });
    const answer = await response.text();
    if (response.status !== 200) throw new Error(answer);
    return v.parse(ingestAnswerSchema, JSON.parse(answer));
  }
  async function mustTake(number: number, events: readonly RunEvent[]): Promise<void> {
    const answer = await post(number, events);
    if (!answer.isNew || answer.refused.length > 0) throw new Error(JSON.stringify(answer));
  }
  return {
    post,
    send(events: readonly RunEvent[]): Promise<void> {
      sequence += 1;
      return mustTake(sequence, events);
    },
    beat: () => mustTake(0, []),
  };
}

/** What a recorder hears on its stream, each id once. */
export function watchRequests(url: string, writer: string) {
  const ids = new Set<string>();
  const ending = new AbortController();
  async function listen(): Promise<void> {
    const response = await fetch(`${url}/v1/writers/${writer}/requests`, {
      headers: { accept: 'text/event-stream', ...withKey },
      signal: ending.signal,
    });
    let text = '';
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += chunk;
      const lines = text.split('\n');
      text = lines.pop() ?? '';
      for (const line of lines) {
        if (!line.startsWith('data:')) continue;
        const { cancelRequested } = v.parse(writerRequestsSchema, JSON.parse(line.slice(5)));
        for (const id of cancelRequested) ids.add(id);
      }
    }
  }
  const listening = listen().catch((error: unknown) => {
    if (!ending.signal.aborted) throw error;
  });
  return {
    seen: () => [...ids],
    stop() {
      ending.abort();
      return listening;
    },
  };
}
