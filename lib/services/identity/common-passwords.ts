/** The passwords of ten characters and more that are tried first everywhere; shorter ones are refused anyway. */
const COMMON = `
1234567890 12345678910 123456789a 123456789q 0123456789 0987654321 9876543210 1234512345 1111111111 0000000000
1122334455 1231231231 1234554321 123456123456 123123123123 qwertyuiop qwerty1234 qwerty12345 qwerty123456 1qaz2wsx3edc
1q2w3e4r5t 1q2w3e4r5t6y qwertyuiop123 asdfghjkl1 asdfghjkl123 asdfghjkl; zxcvbnm123 zaq12wsxcde qazwsxedc1 qazwsxedcrfv
password12 password123 password1234 password12345 password01 password00 passw0rd12 passw0rd123 p@ssw0rd12 p@ssw0rd123
p@ssword123 passwordpassword mypassword mypassword1 mypassword123 changeme12 changeme123 letmein123 letmein1234
welcome123 welcome1234 welcome2024 welcome2025 welcome2026 iloveyou12 iloveyou123 iloveyou1234 iloveyousomuch
administrator admin12345 admin123456 adminadmin adminadmin1 administrator1 superadmin root123456 rootroot12 toortoor12
abc1234567 abcd123456 abcd1234567 abcdefghij abcdefghijk a123456789 a1b2c3d4e5 aa12345678 aaaaaaaaaa q1w2e3r4t5
q1w2e3r4t5y6 football12 football123 baseball12 baseball123 basketball basketball1 sunshine12 sunshine123 princess12
princess123 superman12 superman123 batman1234 pokemon123 dragon1234 monkey1234 michael123 charlie123 computer12
computer123 internet12 internet123 whatever12 whatever123 trustno1234 starwars12 starwars123 liverpool1 liverpool123
manchester manchester1 barcelona1 barcelona10 chocolate1 chocolate12 butterfly1 butterfly12 jennifer12 alexander1
alexander12 qweasdzxc1 qweasdzxc12 qweasdzxc123 1password1 test123456 test1234567 testtest12 testtest123 testing123
testing1234 secret1234 secret12345 samsung123 samsung1234 google1234 facebook12 facebook123 linkedin12 minecraft1
minecraft123 fortnite123 nopassword donotknow1 correcthorsebatterystaple wattsecond wattsecond1 wattsecond123
`;

const KNOWN = new Set(COMMON.split(/\s+/).filter(Boolean));

/** Whether somebody guessing would try this among the first: a listed one, one sign repeated, or digits in a row. */
export function isCommonPassword(password: string): boolean {
  const lower = password.toLowerCase();
  return KNOWN.has(lower) || /^(.{1,3})\1+$/.test(lower) || /^(?:0?1234567890?){1,20}\d{0,3}$/.test(lower);
}
