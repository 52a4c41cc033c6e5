const largeBytes = 64 * 1_024;

/**
 * The large buffers of a message to another thread, to be moved there instead of copied. They must belong to
 * the message alone: buffers that hold anything else are left out.
 */
export function largeBuffersIn(message: unknown): readonly ArrayBuffer[] {
  const found = new Set<ArrayBuffer>();
  const open: unknown[] = [message];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value !== 'object' || value === null) continue;
    if (ArrayBuffer.isView(value)) {
      const { buffer, byteLength } = value;
      const isWhole = buffer instanceof ArrayBuffer && byteLength === buffer.byteLength;
      if (isWhole && byteLength >= largeBytes) found.add(buffer);
    } else if (value instanceof Map) open.push(...value.values());
    else if (Array.isArray(value)) for (const item of value) open.push(item);
    else open.push(...Object.values(value));
  }
  return [...found];
}
