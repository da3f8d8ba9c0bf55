import 'reflect-metadata';
import { MikroORM } from '@mikro-orm/postgresql';
import { Entity, PrimaryKey, Property, ReflectMetadataProvider } from '@mikro-orm/decorators/legacy';
import { graphql } from 'graphql';
import { buildSchema, Field, ID, ObjectType, Query, Resolver } from 'type-graphql';
import { expect, test } from 'vitest';
import { freshEmptyDatabase } from './databases.ts';

@Entity({ tableName: 'coin' })
@ObjectType()
class Coin {
  @PrimaryKey({ type: 'bigint', autoincrement: true })
  @Field(() => ID)
  id!: string;

  @Property({ type: 'text' })
  @Field(() => String)
  face: string = 'heads';
}

@Resolver(() => Coin)
class CoinResolver {
  @Query(() => Coin)
  coin(): Coin {
    return Object.assign(new Coin(), { id: '1' });
  }
}

test('a class with decorators of both MikroORM and type-graphql works in tests as in production', async () => {
  const database = await freshEmptyDatabase();
  const orm = await MikroORM.init({
    clientUrl: database.ownerUrl,
    entities: [Coin],
    metadataProvider: ReflectMetadataProvider,
  });
  await orm.schema.create();
  const em = orm.em.fork();
  em.create(Coin, {} as never);
  await em.flush();
  expect((await orm.em.fork().find(Coin, {})).map((coin) => coin.face)).toEqual(['heads']);
  await orm.close();
  await database.drop();

  const schema = await buildSchema({ resolvers: [CoinResolver], validate: false, authChecker: () => true });
  const answer = await graphql({ schema, source: '{ coin { id face } }' });
  expect(JSON.stringify(answer)).toBe('{"data":{"coin":{"id":"1","face":"heads"}}}');
});
