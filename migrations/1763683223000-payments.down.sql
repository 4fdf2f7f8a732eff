DROP TABLE test_refund, test_payment, refund, payment;
