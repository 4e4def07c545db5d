import createClient, {type Middleware} from 'openapi-fetch';
import type {components, paths} from './schema';

/** A schema of the API's document by its name. */
export type Schema<Name extends keyof components['schemas']> = components['schemas'][Name];
export type Problem = Schema<'Problem'>;

/** What the platform refused, with its own words; `problem.errors` names the fields. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly problem: Problem,
  ) {
    super(problem.detail ?? problem.title);
  }
}

function cookie(name: string): string | undefined {
  return document.cookie
    .split('; ')
    .find((part) => part.startsWith(`${name}=`))
    ?.slice(name.length + 1);
}

/** The header that shows the platform that this page itself sent the request. */
export function csrfHeader(): Record<string, string> {
  const token = cookie('XSRF-TOKEN');
  return token ? {'X-XSRF-TOKEN': token} : {};
}

const csrf: Middleware = {
  onRequest({request}) {
    for (const [name, value] of Object.entries(csrfHeader())) request.headers.set(name, value);
    return request;
  },
};

export const client = createClient<paths>({baseUrl: '/'});
client.use(csrf);

interface Result<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The answer's body, or an `ApiError`: `const me = await ok(client.GET('/api/v1/me'))`. */
export async function ok<T>(call: Promise<Result<T>>): Promise<T> {
  const {data, error, response} = await call;
  if (!response.ok) {
    const problem = isProblem(error) ? error : {status: response.status, title: response.statusText};
    throw new ApiError(response.status, problem);
  }
  return data as T;
}

function isProblem(error: unknown): error is Problem {
  return typeof error === 'object' && error !== null && 'status' in error && 'title' in error;
}
