import { completionScripts, type Shell } from '../completion/scripts.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { writeOut } from '../print/write.ts';

export async function runPrintCompletion(shell: Shell, context: Context): Promise<number> {
  await writeOut(completionScripts[shell], context);
  return exitCodes.ok;
}
