import type { Command } from 'commander';
import type { Context } from '../../src/cli/context/context.ts';
import { createProgram } from '../../src/cli/program.ts';

/** Every command, declared and never run. */
export function programForPages(): Promise<Command> {
  const stream = { write: () => true, columns: 100 };
  const context: Context = Object.assign(Object.create(null), { stdout: stream, stderr: stream, env: {} });
  return createProgram({ context, done: () => {} }, []);
}
