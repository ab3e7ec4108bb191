import { CanalError } from '../canal/errors.ts';
import { serviceFault } from './service-fault.ts';

const denied =
  /^(AccessDenied(Exception)?|ExpiredToken(Exception)?|InvalidAccessKeyId|SignatureDoesNotMatch|UnrecognizedClientException|CredentialsProviderError)$/;

/** Our error for what S3 or Systems Manager refused: StoreUnavailable for what time mends, Ec2Denied, else DnsHostFailed. */
export function hostFault(service: 'S3' | 'Systems Manager', operation: string, error: unknown): unknown {
  const fault = serviceFault(service, operation, error);
  if (fault instanceof CanalError || !(fault instanceof Error)) return fault;
  const { name, message, $fault, $metadata } = fault as Error & { $fault?: string; $metadata?: object };
  if ($fault === undefined && $metadata === undefined) return fault; // a bug
  const said = `${name}: ${message.replace(/\.$/, '')}`;
  const action = `${service === 'S3' ? 's3' : 'ssm'}:${operation}`;
  return denied.test(name)
    ? new CanalError('Ec2Denied', `AWS refused ${operation} (${said}). Allow ${action} to the role of the function.`, {
        cause: error,
      })
    : new CanalError('DnsHostFailed', `${service} refused ${operation} (${said}). Its message says what to change.`, {
        cause: error,
      });
}
