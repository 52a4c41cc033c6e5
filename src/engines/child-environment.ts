type Environment = Readonly<Record<string, string | undefined>>;

/** An environment for programs that are not ours: they have no business with our tokens. */
export function withoutOwnVariables(env: Environment): Environment {
  const isOwn = (name: string) => name.startsWith('RUNLENS_') || name.startsWith('RESTATE_AUTH_TOKEN');
  return Object.fromEntries(Object.entries(env).filter(([name]) => !isOwn(name)));
}
