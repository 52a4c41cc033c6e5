import type { Environment } from '../../model/environment.ts';
export type TerminalSize = { readonly columns: number; readonly rows: number };

function firstPositive(...candidates: readonly (number | undefined)[]): number {
  return candidates.find(candidate => candidate !== undefined && candidate > 0) ?? 1;
}

/** Where the terminal reports no size, or 0×0, `COLUMNS` and `LINES` apply, else 80×24. */
export function toTerminalSize(
  reported: { readonly columns?: number | undefined; readonly rows?: number | undefined },
  env: Environment,
): TerminalSize {
  return {
    columns: firstPositive(reported.columns, Math.floor(Number(env.COLUMNS)), 80),
    rows: firstPositive(reported.rows, Math.floor(Number(env.LINES)), 24),
  };
}

/** Node does not report a resize while the process was stopped, and has no type for the method. */
export function refreshSize(stdout: object): void {
  if ('_refreshSize' in stdout && typeof stdout._refreshSize === 'function') stdout._refreshSize();
}
