import { Client, type VersionNegotiationMode } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { onTestFinished } from 'vitest';
import { callsOf } from '../mcp/connect.ts';
import { isolatedEnvironment } from '../pty/isolated-environment.ts';
import { builtProgram, homeOf, type Workplace } from './workplace.ts';

export const environmentOf = ({ folder }: Workplace) =>
  Object.fromEntries(
    Object.entries(isolatedEnvironment(homeOf(folder))).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );

/** `runlens mcp` with the SDK's own client, as an agent starts it. */
export async function startAgent(place: Workplace, ...args: readonly string[]) {
  return startAgentOf('legacy', place, ...args);
}

/** The same with a client of one of the protocol's eras. */
export async function startAgentOf(
  mode: VersionNegotiationMode,
  place: Workplace,
  ...args: readonly string[]
) {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [builtProgram, 'mcp', ...args],
    cwd: place.folder,
    env: environmentOf(place),
    stderr: 'pipe',
  });
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode } });
  await client.connect(transport);
  onTestFinished(() => client.close());
  return { client, ...callsOf(client) };
}
