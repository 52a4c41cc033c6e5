import { StdioServerTransport, serveStdio } from '@modelcontextprotocol/server/stdio';
import { createMcpServer } from './create-mcp-server.ts';
import { createTargetStores, type McpContext, type McpOptions } from './target-stores.ts';

/** Resolves once stdin has ended or the signal has aborted. */
export async function serveMcp(options: McpOptions, context: McpContext): Promise<void> {
  const { stdin, stdout, signal } = context;
  const targets = createTargetStores(options, context);
  const transport = new StdioServerTransport(stdin, stdout);
  const serving = serveStdio(() => createMcpServer(targets, options, context), {
    transport,
    onerror: error =>
      options.warn('issues' in error ? 'ignored a line that is no message of JSON-RPC' : error.message),
  });
  const { onclose } = transport;
  const closed = new Promise<void>(resolve => {
    transport.onclose = () => {
      onclose?.();
      resolve();
    };
  });
  const end = () => void serving.close();
  signal.addEventListener('abort', end, { once: true });
  if (signal.aborted) end();
  await closed;
  signal.removeEventListener('abort', end);
  await targets.close();
}
