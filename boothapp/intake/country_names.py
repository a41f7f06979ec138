"""The ISO code of a country as cards and badges write it, in the languages of most trade shows.

Codes by ISO 3166-1; English, German, French, Spanish and Japanese names, and mostly the country's own, after
the tables of libphonenumber, whose own import takes a third of a second.
"""

from __future__ import annotations

import unicodedata
from functools import cache

_NAMES = """
AD AND Andorra|Andorre|アンドラ
AE ARE United Arab Emirates|Vereinigte Arabische Emirate|Emirats Arabes Unis|Emiratos Árabes Unidos|
 アラブ首長国連邦|الإمارات|UAE|U.A.E.|Emirates
AF AFG Afghanistan|Afganistán|アフガニスタン
AG ATG Antigua and Barbuda|Antigua und Barbuda|Antigua et Barbuda|Antigua y Barbuda|アンチグアバーブーダ
AI AIA Anguilla|Anguila|アンギラ
AL ALB Albania|Albanien|Albanie|アルバニア
AM ARM Armenia|Armenien|Arménie|アルメニア
AO AGO Angola|アンゴラ
AQ ATA Antarctica|Antarktis|Antarctique|Antártida|南極
AR ARG Argentina|Argentinien|Argentine|アルゼンチン
AS ASM American Samoa|Amerikanisch-Samoa|Samoa américaines|Samoa Americana|アメリカンサモア
AT AUT Austria|Österreich|Autriche|オーストリア
AU AUS Australia|Australien|Australie|オーストラリア
AW ABW Aruba|アルバ島
AX ALA Åland Islands|Aaland-Inseln|Îles Åland|Islas Aland|オーランド諸島
AZ AZE Azerbaijan|Aserbaidschan|Azerbaïdjan|Azerbaiyán|アゼルバイジャン
BA BIH Bosnia and Herzegovina|Bosnien und Herzegowina|Bosnie-Herzégovine|Bosnia y Hercegovina|
 ボスニア・ヘルツェゴビナ
BB BRB Barbados|Barbade|バルバドス
BD BGD Bangladesh|Bangladesch|バングラデシュ
BE BEL Belgium|Belgien|Belgique|Bélgica|ベルギー|België
BF BFA Burkina Faso|ブルキナファソ
BG BGR Bulgaria|Bulgarien|Bulgarie|ブルガリア|България
BH BHR Bahrain|Bahreïn|Bahráin|バーレーン
BI BDI Burundi|ブルンジ
BJ BEN Benin|Benín|ベニン
BL BLM Saint Barthélemy|Saint-Barthélemy|San Bartolomé|サンバルテルミー
BM BMU Bermuda|Bermudes|Bermudas|バーミューダ諸島
BN BRN Brunei|Brunéi|ブルネイ
BO BOL Bolivia|Bolivien|Bolivie|ボリビア
BQ BES Bonaire, Sint Eustatius and Saba|Bonaire, Sint Eustatius und Saba|
 Bonaire, Saint-Eustache et Saba|Bonaire, San Eustaquio y Saba|ボネール、シントユースタティウスおよびサバ
BR BRA Brazil|Brasilien|Brésil|Brasil|ブラジル
BS BHS Bahamas|バハマ
BT BTN Bhutan|Bhoutan|Bután|ブータン
BV BVT Bouvet Island|Bouvet-Insel|Île Bouvet|Isla Bouvet|ブーベ島
BW BWA Botswana|Botsuana|ボツワナ
BY BLR Belarus|Biélo-Russie|Bielorrusia|ベラルーシ
BZ BLZ Belize|Bélize|Belice|ベリーズ
CA CAN Canada|Kanada|Canadá|カナダ
CC CCK Cocos Islands|Kokos-Inseln|Îles Cocos|Islas Cocos|ココス諸島
CD COD The Democratic Republic Of Congo|Demokratische Republik Kongo|
 République démocratique du Congo|República Democrática del Congo|コンゴ民主共和国
CF CAF Central African Republic|Zentralafrikanische Republik|République Centre-Africaine|
 República Centroafricana|中央アフリカ共和国
CG COG Congo|Kongo|コンゴ
CH CHE Switzerland|Schweiz|Suisse|Suiza|スイス|Svizzera
CI CIV Côte d'Ivoire|Elfenbeinküste|Costa de Marfil|コートジボアール|Ivory Coast|Cote d'Ivoire
CK COK Cook Islands|Cook-Inseln|Îles Cook|Islas Cook|クック諸島
CL CHL Chile|Chili|チリ
CM CMR Cameroon|Kamerun|Cameroun|Camerún|カメルーン
CN CHN China|Chine|中華人民共和国|中国|PRC|P.R. China|PR China|People's Republic of China|中华人民共和国
CO COL Colombia|Kolumbien|Colombie|コロンビア
CR CRI Costa Rica|コスタリカ
CU CUB Cuba|Kuba|キューバ
CV CPV Cape Verde|Kap Verde|Cap Vert|Cabo Verde|カーボベルデ
CW CUW Curaçao|キュラソー
CX CXR Christmas Island|Weihnachtsinsel|Île Christmas|Isla Christmas|クリスマス島
CY CYP Cyprus|Zypern|Chypre|Chipre|キプロス
CZ CZE Czech Republic|Tschechische Republik|République Tchèque|Chequia|チェコ|Česká republika|Czechia|
 Tschechien|Česko
DE DEU Germany|Deutschland|Allemagne|Alemania|ドイツ
DJ DJI Djibouti|Dschibuti|Yibuti|ジブチ
DK DNK Denmark|Dänemark|Danemark|Dinamarca|デンマーク|Danmark
DM DMA Dominica|Dominique|ドミニカ国
DO DOM Dominican Republic|Dominikanische Republik|République Dominicaine|República Dominicana|
 ドミニカ共和国
DZ DZA Algeria|Algerien|Algérie|Argelia|アルジェリア
EC ECU Ecuador|Equateur|エクアドル
EE EST Estonia|Estland|Estonie|エストニア|Eesti
EG EGY Egypt|Ägypten|Egypte|Egipto|エジプト|مصر
EH ESH Western Sahara|Westsahara|Sahara Occidental|西サハラ
ER ERI Eritrea|Erythrée|エリトリア
ES ESP Spain|Spanien|Espagne|España|スペイン
ET ETH Ethiopia|Äthiopien|Ethiopie|Etiopía|エチオピア
FI FIN Finland|Finnland|Finlande|Finlandia|フィンランド|Suomi
FJ FJI Fiji|Fidschi|Fidji|Fiyi|フィジー
FK FLK Falkland Islands|Falkland-Inseln|Îles Malouines|Islas Malvinas|フォークランド諸島
FM FSM Micronesia|Mikronesien|Micronésie|ミクロネシア
FO FRO Faroe Islands|Färöer-Inseln|Îles Féroé|Islas Feroe|フェロー諸島
FR FRA France|Frankreich|Francia|フランス
GA GAB Gabon|Gabun|Gabón|ガボン
GB GBR United Kingdom|Vereinigtes Königreich|Royaume-Uni|Reino Unido|イギリス|UK|U.K.|Great Britain|
 England|Scotland|Wales|Northern Ireland|Großbritannien|Grande-Bretagne|Gran Bretaña
GD GRD Grenada|Grenade|Granada|グレナダ
GE GEO Georgia|Georgien|Géorgie|グルジア
GF GUF French Guiana|Französisch-Guayana|Guyane française|Guayana Francesa|仏領ギアナ
GG GGY Guernsey|Guernesey|ガーンジー
GH GHA Ghana|ガーナ
GI GIB Gibraltar|ジブラルタル
GL GRL Greenland|Grönland|Groenland|Groenlandia|グリーンランド
GM GMB Gambia|Gambie|ガンビア
GN GIN Guinea|Guinée|ギニア
GP GLP Guadeloupe|Guadalupe|グアドループ
GQ GNQ Equatorial Guinea|Äquatorial-Guinea|Guinée Equatoriale|Guinea Ecuatorial|赤道ギニア
GR GRC Greece|Griechenland|Grèce|Grecia|ギリシア|Ελλάδα|Hellas|Ελλάς
GS SGS South Georgia And The South Sandwich Islands|Süd-Georgia und die südlichen Sandwich-Inseln|
 Géorgie du Sud et îles Sandwich du Sud|Islas Georgia del Sur y Sandwich del Sur|
 サウスジョージア島・サウスサンドウィッチ島
GT GTM Guatemala|グアテマラ
GU GUM Guam|グアム
GW GNB Guinea-Bissau|Guinée-Bissau|ギニアビサウ
GY GUY Guyana|ガイアナ
HK HKG Hong Kong|Hongkong|Hong-Kong|香港|Hong Kong SAR
HM HMD Heard Island And McDonald Islands|Heard- und McDonald-Inseln|Île Heard et îles McDonald|
 Islas Heard y McDonald|ハード・マクドナルド諸島
HN HND Honduras|ホンジュラス
HR HRV Croatia|Kroatien|Croatie|Croacia|クロアチア|Hrvatska
HT HTI Haiti|Haïti|Haití|ハイチ
HU HUN Hungary|Ungarn|Hongrie|Hungría|ハンガリー|Magyarország
ID IDN Indonesia|Indonesien|Indonésie|インドネシア
IE IRL Ireland|Irland|Irlande|Irlanda|アイルランド|Éire|Eire|Republic of Ireland
IL ISR Israel|Israël|イスラエル|ישראל
IM IMN Isle Of Man|Isle of Man|Ile de Man|Isla de Man|マン島
IN IND India|Indien|Inde|インド
IO IOT British Indian Ocean Territory|Britische Territorien im Indischen Ozean|
 Territoires britanniques de l'Océan Indien|Territorio Británico del Océano Índico|英領インド洋地域
IQ IRQ Iraq|Irak|イラク
IR IRN Iran|Irán|イラン
IS ISL Iceland|Island|Islande|Islandia|アイスランド|Ísland
IT ITA Italy|Italien|Italie|Italia|イタリア
JE JEY Jersey|ジャージー
JM JAM Jamaica|Jamaika|Jamaïque|ジャマイカ
JO JOR Jordan|Jordanien|Jordanie|Jordania|ヨルダン
JP JPN Japan|Japon|Japón|日本|日本国
KE KEN Kenya|Kenia|ケニア
KG KGZ Kyrgyzstan|Kirgistan|Kirguizistán|キルギスタン
KH KHM Cambodia|Kambodscha|Cambodge|Camboya|カンボジア
KI KIR Kiribati|キリバス
KM COM Comoros|Komoren|Comores|コモロ
KN KNA Saint Kitts And Nevis|Saint Kitts und Nevis|Saint-Christophe-et-Niévès|
 San Cristóbal y Nieves|セントクリストファー・ネイビス
KP PRK North Korea|Nordkorea|Corée du Nord|Corea del Norte|朝鮮民主主義人民共和国
KR KOR South Korea|Südkorea|Corée du Sud|Corea del Sur|大韓民国|대한민국|Korea|Republic of Korea|Corea
KW KWT Kuwait|Koweit|クウェート
KY CYM Cayman Islands|Kaiman-Inseln|Îles Caïmans|Islas Caimán|ケイマン諸島
KZ KAZ Kazakhstan|Kasachstan|Kazajstán|カザフスタン
LA LAO Laos|ラオス
LB LBN Lebanon|Libanon|Liban|Líbano|レバノン
LC LCA Saint Lucia|St. Lucia|Sainte-Lucie|Santa Lucia|セントルシア
LI LIE Liechtenstein|リヒテンシュタイン
LK LKA Sri Lanka|スリランカ
LR LBR Liberia|リベリア
LS LSO Lesotho|Lesoto|レソト
LT LTU Lithuania|Litauen|Lithuanie|Lituania|リトアニア|Lietuva
LU LUX Luxembourg|Luxemburg|Luxemburgo|ルクセンブルク|Lëtzebuerg
LV LVA Latvia|Lettland|Lettonie|Letonia|ラトビア|Latvija
LY LBY Libya|Libyen|Libye|Libia|リビア
MA MAR Morocco|Marokko|Maroc|Marruecos|モロッコ
MC MCO Monaco|Mónaco|モナコ
MD MDA Moldova|Moldau|Moldavie|Moldavia|モルドバ|Republic of Moldova
ME MNE Montenegro|Monténégro|モンテネグロ
MF MAF Saint Martin|St. Martin|Saint-Martin|San Martín|サンマルタン
MG MDG Madagascar|Madagaskar|マダガスカル
MH MHL Marshall Islands|Marshall-Inseln|Îles Marshall|Islas Marshall|マーシャル諸島
MK MKD Macedonia|Mazedonien|Macédoine|マケドニア|North Macedonia
ML MLI Mali|Malí|マリ
MM MMR Myanmar|ミャンマー
MN MNG Mongolia|Mongolei|Mongolie|モンゴル
MO MAC Macao|マカオ
MP MNP Northern Mariana Islands|Nördliche Mariannen-Inseln|Îles Mariannes du Nord|
 Islas Marianas del Norte|北マリアナ諸島
MQ MTQ Martinique|Martinica|マルティニーク島
MR MRT Mauritania|Mauretanien|Mauritanie|モーリタニア
MS MSR Montserrat|モントセラト島
MT MLT Malta|Malte|マルタ
MU MUS Mauritius|Maurice|Mauricio|モーリシャス
MV MDV Maldives|Maldiven|Maldivas|モルディブ
MW MWI Malawi|Malaui|マラウイ
MX MEX Mexico|Mexiko|Mexique|México|メキシコ
MY MYS Malaysia|Malaisie|Malasia|マレーシア
MZ MOZ Mozambique|Mosambik|モザンビーク
NA NAM Namibia|Namibie|ナミビア
NC NCL New Caledonia|Neukaledonien|Nouvelle-Calédonie|Nueva Caledonia|ニューカレドニア
NE NER Niger|Níger|ニジェール
NF NFK Norfolk Island|Norfolk-Insel|Île Norfolk|Isla Norfolk|ノーフォーク島
NG NGA Nigeria|Nigéria|ナイジェリア
NI NIC Nicaragua|ニカラグア
NL NLD Netherlands|Niederlande|Pays-Bas|Holanda|オランダ|Nederland|The Netherlands|Holland|Pays Bas
NO NOR Norway|Norwegen|Norvège|Noruega|ノルウェー|Norge
NP NPL Nepal|Népal|ネパール
NR NRU Nauru|ナウル
NU NIU Niue|ニウエ島
NZ NZL New Zealand|Neuseeland|Nouvelle-Zélande|Nueva Zelanda|ニュージーランド
OM OMN Oman|Omán|オマーン
PA PAN Panama|Panamá|パナマ
PE PER Peru|Pérou|Perú|ペルー
PF PYF French Polynesia|Französisch-Polynesien|Polynésie Française|Polinesia Francesa|仏領ポリネシア
PG PNG Papua New Guinea|Papua-Neuguinea|Papouasie-Nouvelle-Guinée|Papúa New Guinea|パプアニューギニア
PH PHL Philippines|Philippinen|Filipinas|フィリピン
PK PAK Pakistan|Paquistán|パキスタン
PL POL Poland|Polen|Pologne|Polonia|ポーランド|Polska
PM SPM Saint Pierre And Miquelon|St. Pierre und Miquelon|Saint-Pierre-et-Miquelon|
 San Pedro y Miquelón|サンピエール島・ミクロン島
PN PCN Pitcairn|Islas Pitcairn|ピトケアン島
PR PRI Puerto Rico|Porto Rico|プエルトリコ
PS PSE Palestine|Palästina|Palestina|パレスチナ
PT PRT Portugal|ポルトガル
PW PLW Palau|Belau|Palaos|パラオ
PY PRY Paraguay|パラグアイ
QA QAT Qatar|Katar|カタール
RE REU Reunion|La Réunion|Reunión|レユニオン
RO ROU Romania|Rumänien|Roumanie|Rumania|ルーマニア|România
RS SRB Serbia|Serbien|Serbie|セルビア
RU RUS Russia|Russland|Russie|Rusia|ロシア|Россия|Russian Federation
RW RWA Rwanda|Ruanda|ルワンダ
SA SAU Saudi Arabia|Saudi-Arabien|Arabie Saoudite|Arabia Saudita|サウジアラビア|السعودية|KSA|
 المملكة العربية السعودية
SB SLB Solomon Islands|Solomon-Inseln|Îles Salomon|Islas Salomón|ソロモン諸島
SC SYC Seychelles|Seychellen|セイシェル
SD SDN Sudan|Soudan|Sudán|スーダン
SE SWE Sweden|Schweden|Suède|Suecia|スウェーデン|Sverige
SG SGP Singapore|Singapur|Singapour|シンガポール|新加坡
SH SHN Saint Helena|St. Helena|Sainte-Hélène|Santa Helena|セントヘレナ島
SI SVN Slovenia|Slowenien|Slovénie|Eslovenia|スロベニア|Slovenija
SJ SJM Svalbard And Jan Mayen|Svalbard und Jan Mayen|Svalbard et Jan Mayen|Svalbard y Jan Mayen|
 スバールバル諸島・ヤンマイエン島
SK SVK Slovakia|Slowakei|Slovaquie|Eslovaquia|スロバキア|Slovenská republika|Slovensko
SL SLE Sierra Leone|Sierra Leona|シエラレオネ
SM SMR San Marino|Saint-Marin|サンマリノ
SN SEN Senegal|Sénégal|セネガル
SO SOM Somalia|Somalie|ソマリア
SR SUR Suriname|Surinam|スリナム
SS SSD South Sudan|Südsudan|Sud-Soudan|Sudán del Sur|南スーダン
ST STP Sao Tome And Principe|Sao Tome und Principe|Sao Tomé et Principe|Santo Tomé y Príncipe|
 サントメ・プリンシペ
SV SLV El Salvador|エルサルバドル
SX SXM Sint Maarten (Dutch part)|Sint Maarten (Niederländischer Teil)|
 Saint-Martin (partie néerlandaise)|San Martín (región holandesa)|シントマールテン(オランダ領)
SY SYR Syria|Syrien|Syrie|Siria|シリア
SZ SWZ Swaziland|Swasiland|Suazilandia|スワジランド|Eswatini
TC TCA Turks And Caicos Islands|Turks- und Caicos-Inseln|Îles Turks et Caicos|Islas Turcas y Caicos|
 タークス諸島・カイコス諸島
TD TCD Chad|Tschad|Tchad|チャド
TF ATF French Southern Territories|Französische Südgebiete|Territoires Français du Sud|
 Territorios Franceses del Sur|フランス領極南諸島
TG TGO Togo|トーゴ
TH THA Thailand|Thaïlande|Tailandia|タイ|ประเทศไทย
TJ TJK Tajikistan|Tadschikistan|Tadjikistan|Tayikistán|タジキスタン
TK TKL Tokelau|トケラウ諸島
TL TLS Timor-Leste|Timor Oriental|東ティモール
TM TKM Turkmenistan|Turkménistan|Turkmenistán|トルクメニスタン
TN TUN Tunisia|Tunesien|Tunisie|Túnez|チュニジア
TO TON Tonga|トンガ
TR TUR Turkey|Türkei|Turquie|Turquía|トルコ|Türkiye
TT TTO Trinidad and Tobago|Trinidad und Tobago|Trinité-et-Tobago|Trinidad y Tobago|トリニダード・トバゴ
TV TUV Tuvalu|ツバル
TW TWN Taiwan|Taiwán|台湾|台湾地区|台灣
TZ TZA Tanzania|Tansania|Tanzanie|タンザニア
UA UKR Ukraine|Ucrania|ウクライナ|Україна
UG UGA Uganda|Ouganda|ウガンダ
UM UMI United States Minor Outlying Islands|Übrige Inseln im Pazifik der USA|
 Dépendances américaines du Pacifique|Islas menores alejadas de los Estados Unidos|米領太平洋諸島
US USA United States|Vereinigte Staaten von Amerika|Etats-Unis|Estados Unidos|アメリカ合衆国|U.S.|U.S.A.|
 United States of America|USA|America|États-Unis d'Amérique|EE. UU.|EEUU|EUA|美国|
 Stati Uniti d'America
UY URY Uruguay|ウルグアイ
UZ UZB Uzbekistan|Usbekistan|Ouzbékistan|Uzbekistán|ウズベキスタン
VA VAT Vatican|Vatikanstadt|Ciudad del Vaticano|バチカン
VC VCT Saint Vincent And The Grenadines|St. Vincent und die Grenadinen|
 Saint-Vincent-et-les Grenadines|San Vicente y las Granadinas|セントビンセントおよびグレナディーン諸島
VE VEN Venezuela|Vénézuela|ベネズエラ
VG VGB British Virgin Islands|Britische Jungferninseln|Iles Vierges Britanniques|
 Islas Vírgenes Británicas|英領バージン諸島
VI VIR U.S. Virgin Islands|Amerikanische Jungferninseln|Iles Vierges Américaines|
 Islas Vírgenes Americanas|米領バージン諸島
VN VNM Vietnam|ベトナム|Việt Nam|Viet Nam
VU VUT Vanuatu|バヌアツ
WF WLF Wallis And Futuna|Wallis und Futuna|Wallis-et-Futuna|Wallis y Futuna|ワリス・フテュナ諸島
WS WSM Samoa|西サモア
XK XKX Kosovo|Kosova
YE YEM Yemen|Jemen|Yémen|イエメン
YT MYT Mayotte|マヨット島
ZA ZAF South Africa|Südafrika|Afrique du Sud|Sudáfrica|南アフリカ
ZM ZMB Zambia|Sambia|Zambie|ザンビア
ZW ZWE Zimbabwe|Simbabwe|Zimbabue|ジンバブエ
"""


def read_country(text: str) -> str:
    """ISO 3166-1 alpha-2 of a name or of a code of two or three letters; empty when it is none."""
    if any(letter.isdecimal() for letter in text):
        return ""  # "ID 15514" is no Indonesia
    return _codes().get(_folded(text), "")


@cache
def _codes() -> dict[str, str]:
    codes: dict[str, str] = {}
    for row in _NAMES.strip().replace("|\n ", "|").splitlines():
        code, code_of_three, names = row.split(" ", 2)
        codes |= {_folded(name): code for name in (code, code_of_three, *names.split("|"))}
    return codes


def _folded(text: str) -> str:
    """The letters alone, without case, accents and the article."""
    plain = unicodedata.normalize("NFKD", text.casefold()).removeprefix("the ")
    return "".join(letter for letter in plain if letter.isalpha())
