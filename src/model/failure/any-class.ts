const anyClass: ReadonlySet<string> = new Set(['Error', 'Exception', 'RuntimeError', 'RuntimeException']);

/** Whether the class of an error says nothing, because every program throws it. */
export function isAnyClass(name: string | undefined): boolean {
  return name === undefined || anyClass.has(name);
}
