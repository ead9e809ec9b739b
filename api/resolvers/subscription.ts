import type { ApiContext } from '../context.ts'
import type { Resolvers, SubscriptionExposureChangedArgs } from '../generated/resolver-types.ts'
import { bucketTopic, exposureTopic, haltTopic, messageTopic } from '../subscriptions/topics.ts'
import { exposureRows } from './exposure.ts'

type FieldPlace = Parameters<ApiContext['open']>[0]
type ExposureArguments = Partial<SubscriptionExposureChangedArgs>

/** An event, once everything is read that its fields need. */
const whole = async <Event>(event: Event, _args: object, context: ApiContext, info: FieldPlace): Promise<Event> => {
  await context.open(info, undefined)
  return event
}

/** `Subscription`: each field says what it listens to; an event is then resolved like an answer of `Query`. */
export const subscriptionResolvers: Pick<Resolvers, 'Subscription'> = {
  Subscription: {
    messageChanged: {
      subscribe: (_root, args, context) => context.listen(messageTopic(args, context)),
      resolve: whole,
    },
    bucketChanged: { subscribe: (_root, args, context) => context.listen(bucketTopic(args, context)), resolve: whole },
    haltRaised: { subscribe: (_root, args, context) => context.listen(haltTopic(args, context)), resolve: whole },
    exposureChanged: {
      subscribe: (_root, args, context) => context.listen(exposureTopic(args)),
      resolve: async (_event: unknown, args: ExposureArguments, context: ApiContext, info: FieldPlace) =>
        exposureRows(await context.open(info, undefined), args.where),
    },
  },
}
