/** Remembers the answer for each object while that lives; further arguments only matter the first time. */
export function memo<Key extends object, Rest extends readonly unknown[], Answer>(
  answer: (key: Key, ...rest: Rest) => Answer,
): (key: Key, ...rest: Rest) => Answer {
  const answers = new WeakMap<Key, Answer>();
  return (key, ...rest) => {
    const known = answers.get(key);
    if (known !== undefined || answers.has(key)) return known as Answer;
    const made = answer(key, ...rest);
    answers.set(key, made);
    return made;
  };
}

/** Remembers the answers for up to `most` texts, then forgets all. */
export function memoText<Answer extends {}>(answer: (text: string) => Answer, most: number) {
  const answers = new Map<string, Answer>();
  return (text: string): Answer => {
    const known = answers.get(text);
    if (known !== undefined) return known;
    const made = answer(text);
    if (answers.size >= most) answers.clear();
    answers.set(text, made);
    return made;
  };
}

export function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
