import { exitCodes } from '../context/exit-codes.ts';

/** A failure outweighs a run that was not found. */
export function worstExitCode(rows: readonly { readonly exitCode: number }[]): number {
  const codes = rows.map(row => row.exitCode).filter(code => code !== exitCodes.ok);
  return codes.find(code => code !== exitCodes.notFound) ?? codes[0] ?? exitCodes.ok;
}
