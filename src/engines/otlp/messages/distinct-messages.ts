/**
 * Each message once, by its call and its index in the call (input, then output): a call repeats the
 * conversation before it. `calls` are keys in order of time.
 */
export function distinctMessages(
  calls: readonly { readonly input: readonly number[]; readonly output: readonly number[] }[],
): readonly { readonly call: number; readonly at: number }[] {
  const joined: { readonly call: number; readonly at: number }[] = [];
  const keys: number[] = [];
  const known = new Set<number>();
  calls.forEach(({ input, output }, call) => {
    const add = (key: number, at: number) => {
      joined.push({ call, at });
      keys.push(key);
      known.add(key);
    };
    let same = 0;
    while (same < input.length && same < keys.length && input[same] === keys[same]) same += 1;
    const goesOn = same === keys.length;
    for (let at = same; at < input.length; at += 1) {
      const key = input[at] ?? 0;
      if (goesOn || !known.has(key)) add(key, at);
    }
    for (const [at, key] of output.entries()) add(key, input.length + at);
  });
  return joined;
}
