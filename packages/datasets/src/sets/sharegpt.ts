import { usageError } from '@sagellm/bench-protocol';
import { createRandom } from '@sagellm/bench-random';
import {
  conversationRequests,
  type LengthLimits,
  type RecordedRequest,
} from '../conversations/conversation-requests.ts';
import { readConversation } from '../conversations/read-conversation.ts';
import type { DatasetEntry } from '../dataset-entry.ts';
import type { OpenDatasetOptions } from '../dataset-options.ts';
import { type DatasetFile, openDatasetFile } from '../files/dataset-file.ts';
import { parseElement } from '../files/file-element.ts';
import type { OpenedDataset } from '../opened-dataset.ts';
import { finiteRequests } from '../requests/finite-requests.ts';
import { createKeptText } from '../requests/kept-text.ts';
import { makeRequest } from '../requests/make-request.ts';

export const shareGptSet: DatasetEntry = {
  name: 'sharegpt',
  description: 'conversations of a local file in the ShareGPT format',
  options: [
    'file',
    'outputTokens',
    'conversation',
    'minPromptTokens',
    'maxPromptTokens',
    'minOutputTokens',
    'maxTotalTokens',
  ],
  open: openShareGpt,
};

/** As vLLM's benchmark filters the published file (`is_valid_sequence` in vllm/benchmarks/datasets.py). */
const LIMITS: LengthLimits = { minPromptTokens: 4, maxPromptTokens: 1024, minOutputTokens: 4, maxTotalTokens: 2048 };

/**
 * Conversations of a local file in the published ShareGPT format, a seeded sample without repetition.
 *
 * The file is read twice in pieces: once whole, to find its conversations and check its JSON, then those of the sample in
 * the order of the seed, until `count` requests within the limits are found. Only these are kept.
 */
async function openShareGpt(options: OpenDatasetOptions & { file: string }): Promise<OpenedDataset> {
  await using file = await openDatasetFile(options.file);
  const skipped = new Map<string, number>();
  const skip = (reason: string) => skipped.set(reason, (skipped.get(reason) ?? 0) + 1);
  const { items, places } = await findConversations(file, skip, options.signal);
  const { requests, examined } = await drawRequests(file, places, skip, options);
  if (requests.length === 0) {
    const reasons = [...skipped].map(([reason, count]) => `${count} × ${reason}`).join(', ');
    throw usageError(
      `${file.where}: none of its ${items} conversations can be used${reasons ? ` (${reasons})` : ''}`,
      'check the format [{"conversations": [{"from": "human", "value": "…"}, …]}, …], or widen the length limits',
    );
  }
  return {
    name: 'sharegpt',
    size: requests.length,
    identity: {
      name: 'sharegpt',
      file_name: file.name,
      file_sha256: file.sha256(),
      items,
      ...(examined < places.length ? { examined } : {}),
      skipped: Object.fromEntries(skipped),
    },
    sample: (spec) =>
      finiteRequests(spec, requests.length, (item, index) => {
        const { messages, promptTokens, outputTokens, turn, conversation } = requests[item]!;
        const alone = messages.length === 1 && options.conversation !== 'all-turns';
        return makeRequest(spec, index, {
          input: alone ? { kind: 'text', text: messages[0].content } : { kind: 'messages', messages },
          promptTokens,
          maxTokens: outputTokens,
          ...(options.conversation === 'all-turns' ? { sessionId: `sharegpt-${conversation}`, turn } : {}),
        });
      }),
  };
}

type Place = { number: number; offset: number; length: number };

/** Where the usable conversations stand; every value of the file is parsed, so that a broken one is found now. */
async function findConversations(file: DatasetFile, skip: (reason: string) => void, signal?: AbortSignal) {
  const places: Place[] = [];
  let items = 0;
  for await (const element of file.elements(signal)) {
    items++;
    const conversation = readConversation(parseElement(element, file.where));
    if (typeof conversation === 'string') skip(conversation);
    else places.push({ number: items, offset: element.offset, length: element.bytes.length });
  }
  return { items, places };
}

/** Requests of the conversations in the order of the seed, until there are enough. */
async function drawRequests(
  file: DatasetFile,
  places: readonly Place[],
  onSkip: (reason: string) => void,
  options: OpenDatasetOptions,
) {
  const { tokenizer, seed, count = Number.POSITIVE_INFINITY, outputTokens, signal } = options;
  const requests: (RecordedRequest & { conversation: number })[] = [];
  const keep = createKeptText(file.where);
  const limits = { ...LIMITS, ...chosenLimits(options) };
  let examined = 0;
  for (const { number, offset, length } of shuffled(places, seed)) {
    if (requests.length >= count) break;
    signal?.throwIfAborted();
    examined++;
    const bytes = await file.bytesAt(offset, length);
    const conversation = readConversation(parseElement({ bytes, offset, place: `item ${number}` }, file.where));
    if (typeof conversation === 'string') throw usageError(`${file.where}: changed while it was read`, 'try again');
    const random = createRandom(seed).fork('sharegpt-output').fork(number);
    const found = conversationRequests(conversation, {
      limits,
      allTurns: options.conversation === 'all-turns',
      ...(outputTokens ? { drawOutput: () => outputTokens.draw(random) } : {}),
      tokenizer,
      onSkip,
    });
    for (const request of found) {
      keep(request.messages.at(-1)!.content.length);
      requests.push({ ...request, conversation: number });
    }
  }
  return { requests, examined };
}

function chosenLimits(options: OpenDatasetOptions): Partial<LengthLimits> {
  const names = Object.keys(LIMITS) as (keyof LengthLimits)[];
  return Object.fromEntries(names.filter((name) => options[name] !== undefined).map((name) => [name, options[name]]));
}

/** Fisher–Yates, from the front: what has been given never comes again. */
function* shuffled(places: readonly Place[], seed: number): Iterable<Place> {
  const random = createRandom(seed).fork('sharegpt');
  const order = [...places];
  for (let at = 0; at < order.length; at++) {
    const other = at + random.integer(order.length - at);
    [order[at], order[other]] = [order[other]!, order[at]!];
    yield order[at]!;
  }
}
