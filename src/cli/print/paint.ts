import type { Theme } from '../../ui/theme.ts';
import type { Context } from '../context.ts';

/** Colours for a terminal that wants them, none for anything else. */
export async function choosePaint({ stdout, env }: Pick<Context, 'stdout' | 'env'>): Promise<Theme> {
  const { chooseTheme, monochromeTheme, plainTheme } = await import('../../ui/theme.ts');
  if (!stdout.isTTY) return plainTheme;
  const theme = chooseTheme(env);
  return theme === monochromeTheme ? plainTheme : theme;
}
