import {client, ok, type Schema} from '../../api/client';
import type {Samples} from './picture';

export interface Answer {
  requestId: string;
  kept: boolean;
  version: string;
  milliseconds: number;
  /** In the order of the model's labels. */
  scores: number[];
}

interface InferAnswer {
  error?: string;
  model_version?: string;
  parameters?: {request_id?: string; kept?: boolean};
  outputs?: {name: string; data: number[]}[];
}

/** Asks the endpoint as any caller would, with a token of five minutes. */
export async function ask(
  endpoint: Schema<'Endpoint'>,
  signature: NonNullable<Schema<'ModelSignature'>>,
  samples: Samples,
  purpose: string | null,
): Promise<Answer> {
  const {image} = signature;
  const input = signature.inputs[0];
  if (!image || !input) throw new Error('the model takes no picture');
  const access = await ok(
    client.POST('/api/v1/endpoints/{id}/try-token', {params: {path: {id: endpoint.id}}}),
  );
  const begun = performance.now();
  const response = await fetch(`${access.serve_url}/v2/models/${encodeURIComponent(endpoint.name)}/infer`, {
    method: 'POST',
    headers: {authorization: `Bearer ${access.token}`, 'content-type': 'application/json'},
    body: JSON.stringify({
      inputs: [
        {
          name: input.name,
          datatype: input.datatype,
          shape: input.shape.map((axis, place) => (place === 0 ? 1 : axis)),
          data: samples.values.map((value) => value * image.scale + image.offset),
        },
      ],
      ...(purpose ? {parameters: {consent_purpose: purpose}} : {}),
    }),
  });
  const answer = (await response.json()) as InferAnswer;
  if (!response.ok) throw new Error(answer.error ?? response.statusText);
  return {
    requestId: answer.parameters?.request_id ?? '',
    kept: answer.parameters?.kept ?? false,
    version: answer.model_version ?? '',
    milliseconds: performance.now() - begun,
    scores: answer.outputs?.find((output) => output.name === signature.scores)?.data ?? [],
  };
}
