export function missingScopeText(scope: string): string {
  return `the token does not allow this: it needs the scope "${scope}"`;
}

export const widerTokenHint = 'ask for one with a wider scope';
