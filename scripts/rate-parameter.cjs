// The parameter `rates`: a JSON file of prices that somebody knows better, as the functions take them in CANAL_RATES.

const example = '[{"item": "vpg", "price": 50, "validFrom": "2026-11-01"}]';
const items = ['peering', 'vpg', 'vpg-setup'];
/** Yen have no parts; SORACOM's dollars have four decimals. */
const decimals = { japan: 0, global: 4 };

/** The bytes of an environment that a text takes: Lambda measures it as JSON, in which each quote of the text takes two. */
const measured = (text) => Buffer.byteLength(JSON.stringify(text));

/** The file as one line of JSON; no rates if it cannot be read, which `rateFaults` tells. */
function rateLine(path, readFile) {
  try {
    return JSON.stringify(JSON.parse(readFile(path)));
  } catch {
    return '[]';
  }
}

/** What is wrong with the file, as sentences; `room` is how many bytes it may have. */
function rateFaults({ rates: path, coverage }, room, readFile) {
  const at = (what) => `rates: ${path} ${what}.`;
  let rates;
  try {
    rates = JSON.parse(readFile(path));
  } catch (error) {
    return [at(`cannot be read as a JSON file: ${error.message}`)];
  }
  if (!Array.isArray(rates)) return [at(`must hold a list: ${example}`)];
  const faults = rates.flatMap((rate, index) =>
    faultsOf(rate ?? {}, coverage).map((fault) => at(`is not right: [${index}].${fault}`)),
  );
  const bytes = measured(JSON.stringify(rates));
  if (bytes > room) {
    faults.push(at(`takes ${bytes} bytes; ${Math.max(0, room)} are left in a function's environment, beside accounts`));
  }
  return faults;
}

function faultsOf({ item, vpgType, price, validFrom, source, ...rest }, coverage) {
  const finest = 10 ** (decimals[coverage] ?? 4);
  const isPrice = typeof price === 'number' && price >= 0 && price <= 1_000_000;
  return [
    ...(items.includes(item) ? [] : [`item must be one of ${items.join(', ')}`]),
    ...(vpgType === undefined || Number.isInteger(vpgType) ? [] : ['vpgType must be the number of a VPG type']),
    ...(isPrice ? [] : ['price must be a number from 0 to 1000000']),
    ...(!isPrice || Math.round(price * finest) / finest === price
      ? []
      : [`price must be in ${coverage === 'japan' ? 'whole yen' : 'dollars of four decimals at most'}`]),
    ...(isDay(validFrom) ? [] : ['validFrom must be a day such as 2026-11-01']),
    ...(source === undefined || (typeof source === 'string' && source.length >= 1 && source.length <= 300)
      ? []
      : ['source must be a text of at most 300 characters']),
    ...Object.keys(rest).map((key) => `${key} is not known`),
  ];
}

const isDay = (text) => {
  if (typeof text !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
};

module.exports = { measured, rateLine, rateFaults };
