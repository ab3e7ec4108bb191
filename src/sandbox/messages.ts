import type { Topics } from './events-api/topics.ts';
import { jsonResponse, type Service } from './wire.ts';

/** What only a sandbox has: the messages that people would have got, under `GET /_sandbox/messages`. */
export function messagesService(topics: Topics): Service {
  const refuse: Service['refuse'] = ({ status, message }) => jsonResponse(status, { message });
  return {
    name: 'sandbox',
    operations: ['messages'],
    operation: ({ method, path }) => (method === 'GET' && path === '/_sandbox/messages' ? 'messages' : 'unknown'),
    refuse,
    async answer({ method, path }) {
      if (method !== 'GET' || path !== '/_sandbox/messages') {
        return jsonResponse(404, { message: 'A sandbox has GET /_sandbox/messages.' });
      }
      const messages = topics.messages.map(({ publishedAt, topicArn, subject, message }) => ({
        publishedAt: new Date(publishedAt).toISOString(),
        topicArn,
        ...(subject === undefined ? {} : { subject }),
        message,
      }));
      return jsonResponse(200, { messages });
    },
  };
}
