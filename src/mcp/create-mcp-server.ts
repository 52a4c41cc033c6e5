import {
  type Tool as ListedTool,
  ProtocolError,
  ProtocolErrorCode,
  Server,
} from '@modelcontextprotocol/server';
import { toJsonSchema } from '@valibot/to-json-schema';
import type { WorkflowInfo } from '../contract/workflow-info.ts';
import type { FailureGroup } from '../model/failure/failure-groups.ts';
import { safeLine } from '../model/text/safe-text.ts';
import { createKeptLists } from './answer/kept-lists.ts';
import { callTool } from './call-tool.ts';
import { instructionsFor } from './instructions.ts';
import type { McpContext, McpOptions } from './mcp-context.ts';
import type { TargetStores } from './target-stores.ts';
import type { Tool } from './tool.ts';
import { tools } from './tools.ts';

/**
 * The protocol's side of the server. It is the SDK's own `Server`, because its `McpServer` cannot answer a
 * call of a tool that it does not list: without the user's consent, acting is not offered, and is refused
 * with the reason.
 */
export function createMcpServer(targets: TargetStores, options: McpOptions, context: McpContext): Server {
  const { mayAct, version, by, ownFailures } = options;
  const server = new Server(
    { name: 'runlens', title: 'runlens', version },
    { capabilities: { tools: {} }, instructions: instructionsFor(options) },
  );
  const offered = tools.filter(({ effect }) => effect === 'reads' || mayAct).map(describeTool);
  const unanswered = new Map<string, string>();
  const lists = { workflows: createKeptLists<WorkflowInfo>(), failures: createKeptLists<FailureGroup>() };
  server.setRequestHandler('tools/list', () => ({ tools: offered }));
  server.setRequestHandler('tools/call', async ({ params }, { mcpReq }) => {
    const tool = tools.find(({ name }) => name === params.name);
    if (!tool) throw new ProtocolError(ProtocolErrorCode.InvalidParams, noSuchTool(params.name));
    const signal = AbortSignal.any([mcpReq.signal, context.signal]);
    const call = { targets, lists, unanswered, by, ownFailures, now: context.now(), signal };
    return callTool(tool, params.arguments ?? {}, call, options);
  });
  return server;
}

function describeTool({ name, title, description, input, effect }: Tool): ListedTool {
  const { $schema: _, ...inputSchema } = toJsonSchema(input, { typeMode: 'input' });
  return {
    name,
    title,
    description,
    // The types of the two packages are not assignable, although each describes JSON Schema.
    inputSchema: { ...inputSchema, type: 'object' } as ListedTool['inputSchema'],
    annotations: {
      title,
      readOnlyHint: effect === 'reads',
      destructiveHint: effect === 'ends',
      idempotentHint: effect !== 'acts',
      // What runs have recorded may come from anywhere.
      openWorldHint: true,
    },
  };
}

function noSuchTool(name: string): string {
  return `there is no tool "${safeLine(name, { maxLength: 60 })}": there are ${tools.map(tool => tool.name).join(', ')}`;
}
