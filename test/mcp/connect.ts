import { PassThrough } from 'node:stream';
import { Client } from '@modelcontextprotocol/client';
import { InMemoryTransport } from '@modelcontextprotocol/server';
import { onTestFinished } from 'vitest';
import { createOwnFailures } from '../../src/cli/memory/own-failures.ts';
import type { RunStore } from '../../src/contract/run-store.ts';
import { createMcpServer } from '../../src/mcp/create-mcp-server.ts';
import { createTargetStores } from '../../src/mcp/target-stores.ts';
import { openStore } from '../../src/stores/open-store.ts';
import { createHome } from '../targets/temporary-home.ts';

type Options = {
  /** Default: what the target names. */
  readonly store?: RunStore;
  readonly home?: ReturnType<typeof createHome>;
  readonly mayAct?: boolean;
  readonly target?: string;
  readonly now?: number;
};

export type Answered = {
  readonly text: string;
  readonly isError: boolean;
};

/** The SDK's own client, connected to a server in this process. */
export async function connect(options: Options = {}) {
  const home = options.home ?? createHome({ 'project/.runlens/runs.db': '' });
  const bugs: unknown[] = [];
  const { store } = options;
  const ending = new AbortController();
  const context = {
    ...home,
    stdin: new PassThrough(),
    stdout: new PassThrough(),
    now: () => options.now ?? Date.now(),
    signal: ending.signal,
    openStore: store ? async () => store : openStore,
  };
  const serverOptions = {
    target: { named: options.target },
    mayAct: options.mayAct ?? false,
    version: '0.0.0',
    by: 'ada (agent)',
    ownFailures: async () => createOwnFailures(undefined, 'test'),
    warn: () => {},
    reportBug: (error: unknown) => void bugs.push(error),
  };
  const targets = createTargetStores(serverOptions, context);
  const server = createMcpServer(targets, serverOptions, context);
  const client = new Client({ name: 'test', version: '1' });
  const [ofClient, ofServer] = InMemoryTransport.createLinkedPair();
  await Promise.all([server.connect(ofServer), client.connect(ofClient)]);
  onTestFinished(async () => {
    await client.close();
    await targets.close();
  });
  return { client, bugs, ...callsOf(client) };
}

/** Calls tools, and reads the texts that they answer with. */
export function callsOf(client: Client) {
  const call = async (
    name: string,
    args: Record<string, unknown> = {},
    signal?: AbortSignal,
  ): Promise<Answered> => {
    const result = await client.callTool({ name, arguments: args }, { signal });
    const [first] = result.content;
    return { text: first?.type === 'text' ? first.text : '', isError: result.isError === true };
  };
  return {
    call,
    /** The answer of a call that must not fail. */
    read: async (name: string, args: Record<string, unknown> = {}) => {
      const { text, isError } = await call(name, args);
      if (isError) throw new Error(text);
      return JSON.parse(text);
    },
  };
}
