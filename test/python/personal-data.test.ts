/** Which names of columns mean people, and which only look like it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { models } from '../../scripts/rules.ts';
import { recordsOf } from '../../server/src/personal/records.ts';
import { labelOf, namesPeople, vocabularyOf } from '../../server/src/personal/vocabulary.ts';
import { wordsOf } from '../../server/src/personal/words.ts';
import { readQuery } from '../../server/src/python/personal/literals.ts';

const vocabulary = vocabularyOf(models()['personal-data']);

function told(...columns: string[]): string {
  const label = labelOf(columns, vocabulary);
  return label ? `${label.strong ? 'strong' : 'weak'} ${label.columns.join()}` : 'nobody';
}

test('names are read word by word, whatever their spelling', () => {
  assert.deepEqual(wordsOf('CreditScore'), ['credit', 'score']);
  assert.deepEqual(wordsOf('HTTPHeader-name.2'), ['http', 'header', 'name', '2']);
  for (const name of [
    'ssn',
    'SSN',
    'credit_score',
    'CreditScore',
    'credit-score',
    'CREDIT SCORE',
    'creditscore',
  ])
    assert.equal(told(name), `strong ${name}`);
  for (const name of [
    'customer_email',
    'emailAddress',
    'email_2',
    'emails',
    'home_phone',
    'annual_income',
    'patient_race',
  ])
    assert.equal(told(name), `strong ${name}`);
});

test('what only looks like a person is none', () => {
  for (const name of [
    'model_name',
    'file_name',
    'class_name',
    'column_name',
    'memory_address',
    'host_address',
    'bind_address',
    'race_condition',
    'race_id',
    'email_template',
    'email_sent',
    'num_emails',
    'median_income',
    'phone_service',
    'zip_file',
    'email_hash',
    'income_masked',
    'name',
    'address',
    'gender',
    'user_id',
    'age',
    'lat',
  ])
    assert.equal(told(name), 'nobody', name);
  assert.equal(told('name', 'address', 'host'), 'nobody');
  assert.equal(told('latitude', 'longitude', 'population'), 'nobody');
  assert.equal(told('user_id', 'customer_id', 'clicks'), 'nobody');
});

test('two weak names of different groups are a person', () => {
  assert.equal(told('user_id', 'age'), 'weak user_id,age');
  assert.equal(told('name', 'address', 'order'), 'weak name,address');
  assert.equal(told('user_id', 'lat', 'lon'), 'weak user_id,lat');
  assert.equal(told('user_id', 'credit_score', 'income', 'approved'), 'strong user_id,credit_score,income');
});

test('files, headers and queries', () => {
  for (const name of [
    'patients.csv',
    'payroll_2024.xlsx',
    'loans.parquet',
    'insurance_claims.csv',
    'customers.csv',
  ])
    assert.ok(namesPeople(name, vocabulary), name);
  for (const name of ['models.csv', 'impatiens.csv', 'train.csv', 'claimed_by.txt'])
    assert.ok(!namesPeople(name, vocabulary), name);
  assert.deepEqual(
    recordsOf('x.csv', '"id";ssn;\'net pay\'\n').columns.map(({ name }) => name),
    ['id', 'ssn', 'net pay'],
  );
  assert.deepEqual(
    readQuery(
      'select p.ssn, count(*), "income" AS pay from public.people p join loans l on 1 union select x from y',
    ),
    {
      columns: ['x'],
      tables: ['people', 'loans', 'y'],
    },
  );
});
