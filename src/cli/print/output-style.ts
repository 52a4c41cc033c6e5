import type { OutputStream } from '../context.ts';

/** Where the output is no terminal and `COLUMNS` says nothing. */
const pipeColumns = 120;

/** How many columns text for people may take. */
export function textColumns(stdout: OutputStream, env: Readonly<Record<string, string | undefined>>): number {
  if (stdout.isTTY && stdout.columns) return stdout.columns;
  const asked = Number(env.COLUMNS);
  return Number.isInteger(asked) && asked >= 20 ? asked : pipeColumns;
}
